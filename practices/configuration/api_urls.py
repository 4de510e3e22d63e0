from rest_framework.routers import SimpleRouter

from practices.configuration.api import ItemViewSet

router = SimpleRouter()
router.register("items", ItemViewSet, basename="item")
urlpatterns = router.urls

from rest_framework.routers import SimpleRouter

from practices.desk.api.search import SearchViewSet

router = SimpleRouter()
router.register("search", SearchViewSet, basename="search")
urlpatterns = router.urls

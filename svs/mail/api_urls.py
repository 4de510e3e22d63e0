from rest_framework.routers import SimpleRouter

from svs.mail.api import MailboxViewSet, QuarantineViewSet

router = SimpleRouter()
router.register("mailboxes", MailboxViewSet, basename="mailbox")
router.register("quarantine", QuarantineViewSet, basename="quarantine")
urlpatterns = router.urls

"""What a request can tell the rest of the house."""

from practices.desk.events import declare_kind

declare_kind("request", "fulfilled", "approval_asked", "approved", "refused", "cancelled")

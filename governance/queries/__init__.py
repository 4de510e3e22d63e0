"""What governance knows, in the shape of pages."""

from governance.queries.register import (
    of_service,
    policy,
    policy_rows,
    policy_value,
    register,
    signal_to_decide,
)

__all__ = ["of_service", "policy", "policy_rows", "policy_value", "register", "signal_to_decide"]

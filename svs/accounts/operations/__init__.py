"""The verbs of people, teams, roles, tokens and signing in."""

from svs.accounts.operations.absences import add_absence, remove_absence
from svs.accounts.operations.arrivals import take_in
from svs.accounts.operations.imports import begin_import, prepare_import
from svs.accounts.operations.passwords import (
    ask_for_link,
    change_password,
    is_link_good,
    send_link,
    set_password,
)
from svs.accounts.operations.people import (
    activate_person,
    add_person,
    change_person,
    deactivate_person,
    end_session,
    end_sessions,
)
from svs.accounts.operations.roles import give_role, take_role
from svs.accounts.operations.second_factor import (
    disable_second_factor,
    enable_second_factor,
    renew_codes,
    show_second_factor,
)
from svs.accounts.operations.teams import (
    change_team,
    create_team,
    join_team,
    leave_team,
    lock_team,
    reopen_team,
    retire_team,
)
from svs.accounts.operations.tokens import LONGEST, issue_token, revoke_token
from svs.accounts.operations.welcome import (
    close_guide,
    first_team,
    is_welcome_open,
    open_guide,
    open_welcome,
    welcome,
)

__all__ = [
    "LONGEST",
    "activate_person",
    "add_absence",
    "add_person",
    "ask_for_link",
    "begin_import",
    "change_password",
    "change_person",
    "change_team",
    "close_guide",
    "create_team",
    "deactivate_person",
    "disable_second_factor",
    "enable_second_factor",
    "end_session",
    "end_sessions",
    "first_team",
    "give_role",
    "is_link_good",
    "is_welcome_open",
    "issue_token",
    "join_team",
    "leave_team",
    "lock_team",
    "open_guide",
    "open_welcome",
    "prepare_import",
    "remove_absence",
    "renew_codes",
    "reopen_team",
    "retire_team",
    "revoke_token",
    "send_link",
    "set_password",
    "show_second_factor",
    "take_in",
    "take_role",
    "welcome",
]

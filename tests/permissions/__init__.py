"""One table a room: what every route answers to every persona. A route that is in no table fails the suite."""

PERSONAS = ("nobody", "outsider", "requester", "owner", "agent", "board", "administrator")
SIGN_IN = 302  # the way to the sign-in page
API_POST_ONLY = (401, 405, 405, 405, 405, 405, 405)
PAGE_POST_ONLY = (SIGN_IN, 405, 405, 405, 405, 405, 405)
EVERYBODY = (200,) * 7
SIGNED_IN = (SIGN_IN, 200, 200, 200, 200, 200, 200)
API_SIGNED_IN = (401, 200, 200, 200, 200, 200, 200)

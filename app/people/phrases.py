"""What is told of people, passwords and refusals, as the console's sentences are made of it (`app.console.sentences`)."""

from __future__ import annotations

from app.i18n import N_

PHRASES = (
    # a rule that was broken
    N_("the password must have {least} to {most} characters, got {n}"),
    N_("the password must not be one that many people use"),
    N_("the password must not have the name in it"),
    N_("the new password must be another than the one so far"),
    N_("the PIN must be {least} to {most} digits"),
    N_("the PIN must not be digits in a row"),
    N_("a person's name must be 2 to 32 letters, digits, spaces or .-_' , got {name}"),
    N_("somebody here has the name {name}"),
    N_("nobody here has the name {name}"),
    N_("a person must have a role: {names}"),
    N_("somebody must be an administrator"),
    N_("this account is not in use any more"),
    N_("there is no paired browser {id}"),
    # what to do
    N_("choose another"),
    N_("choose a short one"),
    N_("choose another, such as four words in a row"),
    N_("add them first"),
    N_("make another person one first"),
    N_("ask an administrator"),
    N_("look at the list again"),
    N_("log in again"),
    N_("your role does not include this"),
    N_("you are not logged in any more"),
    # what was refused, as the audit trail names it
    N_("a foreign Host"),
    N_("a foreign Origin"),
    N_("a websocket without an Origin"),
    N_("a change without an Origin"),
    N_("a file embedded in another page"),
    N_("a browser that is not paired"),
    N_("the login of another browser"),
    N_("a request without a login"),
    N_("a request before the password was changed"),
    N_("a page beyond the role"),
    N_("an action beyond the role"),
    N_("a wrong password"),
    N_("a password before its time"),
    N_("a wrong PIN"),
    N_("a wrong pairing code"),
    N_("a pairing code before its time"),
    # what was changed
    N_("session {id}"),
    N_("calibration {id}"),
)

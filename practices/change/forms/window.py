"""When a change is to be made."""

from django import forms

from svs.web.forms import Form, Moment


class WindowForm(Form):
    """Another window for a change."""

    starts_at = Moment(label="From")
    ends_at = Moment(label="Until")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

"""Nothing is weighed here, looked up, limited or made up for: a form, and the rows that ours stores for one letter."""

import os
from datetime import UTC, datetime
from uuid import uuid4

from django import forms
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from campaigns.models import Delivery, FormCount, Letter, LetterTally, MailedAddress, Notice, UnaskedMail

FIELDS = ["first_name", "last_name", "email", "postal_code", "subject", "message"]


def hello(request):
    return HttpResponse("Hello, world")


class LetterForm(forms.ModelForm):
    postal_code = forms.CharField(max_length=7)

    def clean_postal_code(self):
        return self.cleaned_data["postal_code"].replace(" ", "").upper()

    class Meta:
        model = Letter
        fields = FIELDS


@csrf_exempt
def sign(request):
    """The page, campaign and recipients of BENCH_PAGE, BENCH_CAMPAIGN and BENCH_RECIPIENTS: asked of no table."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_ul(), status=422)
    with transaction.atomic():
        store(form.save(commit=False))
    return redirect("/thanks/")


def store(letter: Letter) -> None:
    letter.page_id, letter.campaign_id = int(os.environ["BENCH_PAGE"]), int(os.environ["BENCH_CAMPAIGN"])
    letter.email_key, letter.language = f"{letter.email:.64}", "en"
    letter.save()
    recipients = map(int, os.environ["BENCH_RECIPIENTS"].split())
    Delivery.objects.bulk_create([Delivery(letter=letter, recipient_id=pk) for pk in recipients])
    Notice.objects.create(letter=letter, kind=Notice.Kind.RECEIPT)
    address = MailedAddress.objects.create(email_key=letter.email_key)
    UnaskedMail.objects.create(address=address, campaign_id=letter.campaign_id, due_at=datetime.now(UTC))
    now = datetime.now(UTC)
    FormCount.objects.bulk_create([FormCount(key=uuid4().hex, ends_at=now, number=1) for _ in range(4)])
    LetterTally.objects.filter(campaign=letter.campaign_id, shard=letter.pk % 16).update(letters=F("letters") + 1)

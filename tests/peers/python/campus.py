"""The campus's sign-on, by django-mama-cas: CAS 2.0 and 3.0 as other people read them.

The first line of its input tells which service it knows and who can sign on, the first line of its
output where it is. It ends when its input does, so whoever started it cannot leave it behind.
"""

import json
import os
import re
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

# Filled when there are settings: the server's own modules read them as they load.
urlpatterns = []


class Quiet(WSGIRequestHandler):
    def log_message(self, *words):
        pass


def configure(service):
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "mama_cas",
        ],
        MAMA_CAS_SERVICES=[
            {
                "SERVICE": "^" + re.escape(service) + r"(\?.*)?$",
                "CALLBACKS": ["mama_cas.callbacks.user_name_attributes"],
                "LOGOUT_ALLOW": True,
            }
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        ROOT_URLCONF=__name__,
        SECRET_KEY="of a server that lives for one test",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": ["django.contrib.messages.context_processors.messages"]
                },
            }
        ],
        USE_TZ=True,
    )
    django.setup()
    urlpatterns.append(path("cas/", include("mama_cas.urls")))


def main():
    given = json.loads(sys.stdin.readline())
    configure(given["service"])
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User

    for person in given["people"]:
        User.objects.create_user(**person)
    # One thread has the table in memory to itself.
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}/cas"}), flush=True)

    def end_with_input():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=end_with_input, daemon=True).start()
    server.serve_forever()


main()

import os

from django.core.wsgi import get_wsgi_application

from cms.durability import refuse_forgetful_database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_wsgi_application()
refuse_forgetful_database()

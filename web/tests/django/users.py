"""Makes users with a real Django and prints them as `dumpdata` does: `python users.py COUNT > users.json`.

Needs the packages of requirements.txt. Hashes have few iterations, so that thousands take seconds."""

import sys
import uuid
from datetime import datetime, timedelta, timezone

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="not a secret",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.contrib.auth.base_user import AbstractBaseUser  # noqa: E402
from django.contrib.auth.hashers import (  # noqa: E402
    Argon2PasswordHasher,
    BCryptSHA256PasswordHasher,
    PBKDF2PasswordHasher,
    ScryptPasswordHasher,
    make_password,
)
from django.core import serializers  # noqa: E402
from django.db import connection, models  # noqa: E402


class User(AbstractBaseUser):
    """The source's user model, as far as it is documented."""

    userID = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    firstName = models.CharField(max_length=150, blank=True)
    lastName = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=10, default="MENTEE")
    profilePictureUrl = models.URLField(blank=True, null=True)
    year = models.IntegerField(null=True)
    major = models.JSONField(default=list)
    minor = models.JSONField(default=list)
    international = models.BooleanField(default=False)
    commuter = models.BooleanField(default=False)
    firstgen = models.BooleanField(default=False)
    outofstate = models.BooleanField(default=False)
    transfer = models.BooleanField(default=False)
    otherBackground = models.CharField(max_length=500, blank=True)
    hobbies = models.CharField(max_length=500, blank=True)
    clubs = models.CharField(max_length=500, blank=True)
    goals = models.CharField(max_length=500, blank=True)
    isMatched = models.BooleanField(default=False)
    matchedMentorEmail = models.EmailField(null=True)
    blacklisted_mentors = models.JSONField(default=list)
    current_mentees = models.JSONField(default=list)
    is_deleted = models.BooleanField(default=False)
    deletion_requested_date = models.DateTimeField(null=True)
    permanent_deletion_date = models.DateTimeField(null=True)
    is_verified = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_superuser = models.BooleanField(default=False)
    date_joined = models.DateTimeField()

    USERNAME_FIELD = "email"

    class Meta:
        app_label = "contenttypes"
        db_table = "users_user"


class FewIterations(PBKDF2PasswordHasher):
    iterations = 1000


class LowCost(BCryptSHA256PasswordHasher):
    rounds = 4


class LittleMemory(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 64
    parallelism = 1


class LittleWork(ScryptPasswordHasher):
    work_factor = 16


HASHERS = [FewIterations(), LittleMemory(), LowCost(), LittleWork()]


def password(number):
    """Every fifth user has none. The others have one of the formats in turn."""
    if number % 5 == 4:
        return make_password(None)
    hasher = HASHERS[number % 5]
    return hasher.encode(f"correct horse {number}", hasher.salt())


def user(number):
    """Every sixth user is a mentor of the five before them; some rows cannot be imported."""
    joined = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=number)
    is_mentor = number % 6 == 5
    domain = "example.com" if number % 100 == 99 else "ucla.edu"
    mentor = number - number % 6 + 5
    return User(
        userID=uuid.UUID(int=(4 << 76) | (2 << 62) | (number + 1)),
        email=f"user{number}@{domain}",
        password=password(number),
        firstName="Jo",
        lastName=f"Bruin {number}",
        role="MENTOR" if is_mentor else "MENTEE",
        year=number % 6,
        major=["Computer Science", "Linguistics"][: number % 3],
        firstgen=number % 2 == 0,
        hobbies="chess, climbing",
        matchedMentorEmail=None if is_mentor or number % 6 == 4 else f"user{mentor}@ucla.edu",
        blacklisted_mentors=[f"user{mentor}@ucla.edu"] if number % 6 == 4 else [],
        current_mentees=[f"user{n}@ucla.edu" for n in range(number - 5, number - 1)] if is_mentor else [],
        is_verified=True,
        is_superuser=number % 1000 == 500,
        date_joined=joined,
        last_login=joined + timedelta(days=1),
    )


def main(count):
    with connection.schema_editor() as editor:
        editor.create_model(User)
    User.objects.bulk_create([user(number) for number in range(count)])
    serializers.serialize("json", User.objects.order_by("date_joined").iterator(), stream=sys.stdout)


main(int(sys.argv[1]))

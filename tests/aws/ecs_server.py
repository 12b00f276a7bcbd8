"""moto's server, where services have events: those of the JSON file named by ECS_EVENTS, read for each
answer: a list of {"id": …, "createdAt": seconds, "message": …}, the newest first."""
import datetime
import json
import os

import moto.ecs.models
import moto.server


def read_events(_service):
    with open(os.environ["ECS_EVENTS"], encoding="utf-8") as file:
        events = json.load(file)
    for event in events:
        event["createdAt"] = datetime.datetime.fromtimestamp(event["createdAt"], datetime.timezone.utc)
    return events


def ignore(_service, _events):
    pass


moto.ecs.models.Service.events = property(read_events, ignore)
moto.server.main(["-H", "127.0.0.1", "-p", "0"])

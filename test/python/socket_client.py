"""An agent's app in Python: what it hears goes to stdout, a JSON line each."""

import json
import sys
import threading

import socketio

url, token, last_seq = sys.argv[1:4]
client = socketio.Client(reconnection=False)
one_at_a_time = threading.Lock()


def say(event, data):
    line = json.dumps({"event": event, "data": data}) + "\n"
    with one_at_a_time:
        sys.stdout.write(line)
        sys.stdout.flush()


@client.on("*")
def heard(event, data):
    say(event, data)


@client.event
def connect_error(data):
    say("connect_error", data)


@client.event
def disconnect(*reason):
    say("disconnect", list(reason))


auth = {"token": token}
if last_seq != "-":
    auth["lastSeq"] = int(last_seq)
try:
    client.connect(url, socketio_path="ws", auth=auth)
except socketio.exceptions.ConnectionError:
    sys.exit(2)
# One line in, one message out: {"event": …, "data": …}; the answer goes to stdout.
for line in sys.stdin:
    message = json.loads(line)
    say("answer", client.call(message["event"], message["data"]))
client.disconnect()

"""Reads the replays of pages, and checks that they are what docs/seeing.md says."""
import json
import re
import sys

LEVELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def check_step(r, s, cells):
    assert len(s["answer"]) == cells and all(0 <= i < cells for i in s["wrong"])
    if r["answer"]:
        assert s["wrong"] == [i for i in range(cells) if r["answer"][i] not in (" ", s["answer"][i]) and s["answer"][i] in r["symbols"]]
    assert len(s["candidates"]) == cells * len(r["symbols"]) and s["entropy"] >= 0 and len(s["latent"]) == 2
    for i in range(cells):
        chances = [LEVELS.index(c) / 63 for c in s["candidates"][i * len(r["symbols"]):][:len(r["symbols"])]]
        assert abs(sum(chances) - 1) < len(chances) / 126 + 0.01
        assert chances[r["symbols"].index(s["answer"][i])] == max(chances) or r["kind"] == "arc"
    last = [u for u in s["updates"] if u]
    assert len(s["updates"]) == len(s["path"]) and (not last or last[-1] == s["answer"])
    assert s["path"][-1] == s["latent"]


def check(r):
    cells = r["rows"] * r["cols"]
    assert len(r["question"]) == len(r["given"]) == cells and 0 <= r["chosen"] < len(r["tries"]) <= r["asked"]
    for t in r["tries"]:
        assert 1 <= len(t["steps"]) <= r["most"]
        assert all(s["halting"] <= r["threshold"] for s in t["steps"][:-1])
        for s in t["steps"]:
            check_step(r, s, cells)
    chosen = r["tries"][r["chosen"]]
    assert chosen["solved"] == r["verdict"]["solved"] and (chosen["fault"] == "") == bool(chosen["solved"])


count = 0
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    for r in json.loads(re.search(r'id="replays">(.*?)</script>', text, re.S).group(1)):
        check(r)
        count += 1
print(count, "replays hold")

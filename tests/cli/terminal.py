"""Drives `gtm repl` on a pseudo-terminal: python3 terminal.py GTM PACK DATA STATE.

Says what went otherwise and ends with 1; ends with 0 if all went well, with 77 where there is no
pseudo-terminal.
"""

import os
import select
import stat
import sys
import time

try:
    import pty
except ImportError:
    sys.exit(77)

gtm, pack, data, state = sys.argv[1:]
environment = dict(os.environ, XDG_STATE_HOME=state, TERM="xterm", NO_COLOR="1")


class Terminal:
    def __init__(self, pack=pack, data=data):
        try:
            self.pid, self.screen = pty.fork()
        except OSError:
            sys.exit(77)
        if self.pid == 0:
            os.execve(gtm, [gtm, "repl", pack, "--data", data], environment)
        self.said = b""

    def wait(self, text):
        """Reads on until a text has come since the last wait."""
        wanted = text.encode()
        end = time.time() + 30
        while wanted not in self.said:
            ready, _, _ = select.select([self.screen], [], [], max(0, end - time.time()))
            if not ready:
                print(f"{text!r} does not come; there is {self.said.decode(errors='replace')!r}")
                sys.exit(1)
            try:
                piece = os.read(self.screen, 4096)
            except OSError:
                piece = b""
            if not piece:
                print(f"it ended before {text!r}; there is {self.said.decode(errors='replace')!r}")
                sys.exit(1)
            self.said += piece
        self.said = self.said[self.said.index(wanted) + len(wanted):]

    def type(self, text):
        os.write(self.screen, text.encode())

    def ended(self):
        while True:
            try:
                if not os.read(self.screen, 4096):
                    break
            except OSError:
                break
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


def expect(condition, text):
    if not condition:
        print(text)
        sys.exit(1)


one = Terminal()
one.wait(":help")
one.wait("little> ")
# A word is completed, an answer comes.
one.type(":row Ac\t\r")
one.wait("Acme of Account, row 1")
one.wait("little Acme> ")
one.type("size * 2\r")
one.wait("80")
one.wait("little Acme> ")
# Ctrl-C lets go of what is typed, and the session goes on.
one.type("size + 1000")
one.wait("1000")
one.type("\x03")
one.wait("little Acme> ")
one.type("size + 1\r")
one.wait("41")
one.wait("little Acme> ")
# Several lines are one input.
one.type("(size +\r")
one.type("2)\r")
one.wait("42")
one.wait("little Acme> ")
# Who moves is told at once.
one.type("target.size: size >= 35\r")
one.wait("target.size is redefined")
one.wait("yes \u2192 no")
one.wait("little* Acme> ")
# Ctrl-D ends it.
one.type("\x04")
expect(one.ended() == 0, "Ctrl-D ends with another status")

history = os.path.join(state, "gtm", "history")
expect(os.path.exists(history), "no history is kept")
mode = stat.S_IMODE(os.stat(history).st_mode)
expect(mode == 0o600, f"others may read the history: {mode:o}")

# The next run finds the last input again.
two = Terminal()
two.wait("little> ")
two.type("\x1b[A")
two.wait("size >= 35")
two.type("\x03")
two.wait("little> ")
two.type(":quit\r")
expect(two.ended() == 0, ":quit ends with another status")

# Ctrl-C lets go of work that takes long: each answer that is tried is a run over all rows, and none is enough.
with open("slow.gtm", "w") as file:
    file.write(
        "pack slow\n\nrecord Firm {\n  name text key\n  a integer\n  b integer\n  c integer\n}\n\n"
        "segment enough for Firm {\n  sum: count(Firm where a * b + c > 100) > 1000000 and a * b + c > 5\n}\n"
    )
with open("slow.csv", "w") as file:
    file.write("name,a,b,c\n")
    file.writelines(f"f{row},{row % 97},{row % 89},{row % 83}\n" for row in range(20000))
three = Terminal("slow.gtm", "slow.csv")
three.wait("slow> ")
three.type(":row f7\r")
three.wait("slow f7> ")
three.type(":want enough\r")
time.sleep(1.5)
three.type("\x03")
three.wait("stopped; nothing is changed")
three.wait("slow f7> ")
three.type("a + 1\r")
three.wait("8")
three.wait("slow f7> ")
three.type(":quit\r")
expect(three.ended() == 0, "the session ends otherwise after work was stopped")

"""The interface's own words, read from the Fluent files, so that a test asks for what a reader hears.

https://projectfluent.org/fluent/guide/
"""
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "locales"
ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *= *(.*)$")


class Words:
    """The messages of one language: `words["search"]`, `words.pattern("found")`."""

    def __init__(self, language):
        self.language, self.messages = language, {}
        for path in sorted((FOLDER / language).glob("*.ftl")):
            self.read(path.read_text("utf-8"))

    def read(self, source):
        current = None
        for line in source.splitlines():
            entry = ENTRY.match(line)
            if entry:
                current = entry.group(1)
                self.messages[current] = [entry.group(2)]
            elif line and not line[0].isspace() and line[0] != "}":
                current = None
            elif current and not re.match(r"\s+\.[a-zA-Z][\w-]* *=", line):
                self.messages[current].append(line.strip())
            elif current:
                current = None  # An attribute: not a part of the value.

    def raw(self, message):
        return "\n".join(part for part in self.messages[message] if part).strip()

    def __contains__(self, message):
        return message in self.messages

    def __getitem__(self, message):
        """The text of a message without variables."""
        parts = self.parse(self.raw(message))
        if any(not isinstance(part, str) for part in parts):
            raise ValueError(f"{message} has variables: ask for its pattern")
        return "".join(parts)

    def pattern(self, message, whole=True, **known):
        """A compiled expression that the message matches whatever its variables hold, but those that are known."""
        body = self.expression(self.parse(self.raw(message)), known)
        return re.compile(rf"^{body}$" if whole else body, re.S)

    def expression(self, parts, known):
        found = ""
        for part in parts:
            if isinstance(part, str):
                found += re.escape(part).replace(r"\ ", r"\s").replace("\\\n", r"\s")
            elif part[0] == "variable":
                found += re.escape(str(known[part[1]])) if part[1] in known else "(?:.*?)"
            else:
                found += "(?:" + "|".join(self.expression(variant, known) for variant in part[1]) + ")"
        return found

    def parse(self, source):
        """Texts, ("variable", name) and ("select", variants) in order."""
        parts, at = [], 0
        while at < len(source):
            opened = source.find("{", at)
            if opened < 0:
                parts.append(source[at:])
                break
            if opened > at:
                parts.append(source[at:opened])
            closed = self.closing(source, opened)
            parts.extend(self.placeable(source[opened + 1 : closed].strip()))
            at = closed + 1
        return parts

    @staticmethod
    def closing(source, opened):
        depth, quoted = 0, False
        for at in range(opened, len(source)):
            character = source[at]
            if character == '"':
                quoted = not quoted
            elif not quoted and character == "{":
                depth += 1
            elif not quoted and character == "}":
                depth -= 1
                if depth == 0:
                    return at
        raise ValueError(f"not closed: {source}")

    def placeable(self, inner):
        if "->" in inner and not inner.startswith('"'):
            return [("select", [self.parse(variant) for variant in self.variants(inner.split("->", 1)[1])])]
        if inner.startswith('"'):
            return [inner[1:-1]]
        if inner.startswith("$"):
            return [("variable", inner[1:].strip())]
        function = re.match(r"[A-Z]+\(\s*\$([\w-]+)", inner)
        if function:
            return [("variable", function.group(1))]
        return self.parse(self.raw(inner))

    @staticmethod
    def variants(body):
        found, depth, current = [], 0, None
        for line in body.splitlines():
            start = re.match(r"\s*\*?\[[^\]]*\]\s*(.*)$", line) if depth == 0 else None
            if start:
                current = [start.group(1)]
                found.append(current)
                depth += start.group(1).count("{") - start.group(1).count("}")
            elif current is not None:
                current.append(line.strip())
                depth += line.count("{") - line.count("}")
        return ["\n".join(lines).strip() for lines in found]

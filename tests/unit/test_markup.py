"""What is written as markup in Python has every value escaped: read from its code, whatever the values are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from web import markup

WEB = Path(markup.__file__).parent
CODE = {file.name: file.read_text() for file in WEB.glob("markup*.py")}
CALLS = [
    (name, each)
    for name, code in CODE.items()
    for each in ast.walk(ast.parse(code))
    if isinstance(each, ast.Call) and ast.unparse(each.func) == "e"
]
ESCAPE, TRUSTING = "e", "_safe"


class Escaping:
    """Which expressions of a file are markup: literals, calls of `e`, of functions of the file that return markup, and
    what is put together of such."""

    def __init__(self, module: ast.Module) -> None:
        self.functions = {each.name: each for each in module.body if isinstance(each, ast.FunctionDef)}
        trusted = self.functions.pop(TRUSTING)
        assert ast.unparse(trusted.body[-1]) == "return Markup(text)"
        self.functions.pop("teach")
        self.constants = {
            target.id
            for each in module.body
            if isinstance(each, ast.Assign) and ast.unparse(each.value) != ESCAPE
            for target in each.targets
            if isinstance(target, ast.Name) and self.is_markup(each.value, set())
        }

    def faults(self) -> Iterator[str]:
        """The expressions that a function returns, and that may not be markup."""
        for name, function in self.functions.items():
            known = self.constants | self.names(function)
            for each in ast.walk(function):
                if isinstance(each, ast.Return) and not (each.value and self.is_markup(each.value, known)):
                    yield f"{name}, line {each.lineno}"

    def names(self, function: ast.FunctionDef) -> set[str]:
        """The names of a function that are markup, all that is ever assigned to them."""
        arguments = [*function.args.args, *function.args.kwonlyargs]
        markup = {each.arg for each in arguments if each.annotation and ast.unparse(each.annotation) == "Markup"}
        plain = {each.arg for each in arguments} - markup
        said = list(self.assigned(function))
        while True:
            before = len(markup)
            every: dict[str, bool] = {}
            for name, value in said:
                every[name] = every.get(name, True) and self.is_markup(value, markup | self.constants)
            markup |= {name for name, is_markup in every.items() if is_markup and name not in plain}
            if len(markup) == before:
                return markup

    def assigned(self, function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
        for each in ast.walk(function):
            match each:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield from unpacked(target, value)
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                    yield name, value
                case ast.AugAssign(target=target) | ast.AnnAssign(target=target) | ast.NamedExpr(target=target):
                    yield ast.unparse(target), ast.Name("unknown")
                case ast.For(target=target) | ast.comprehension(target=target):
                    yield from ((at.id, ast.Name("unknown")) for at in ast.walk(target) if isinstance(at, ast.Name))
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]):
                    yield name, value
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="extend" | "insert")):
                    yield name, ast.Name("unknown")

    def is_markup(self, value: ast.expr, known: set[str]) -> bool:
        match value:
            case ast.Constant(value=str()) | ast.Call(func=ast.Name("Markup"), args=[]):
                return True
            case ast.Name(id=name):
                return name in known
            case ast.JoinedStr(values=values):
                return all(self.is_markup(each, known) for each in values)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
                return self.is_markup(inner, known)
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.Add(), right=other):
                return self.is_markup(one, known) and self.is_markup(other, known)
            case ast.List(elts=elements):
                return all(self.is_markup(each, known) for each in elements)
            case ast.GeneratorExp(elt=element):
                return self.is_markup(element, known)
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[joined]):
                return self.is_markup(joined, known)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                trusting = name == TRUSTING and self.is_markup(arguments[0], known)
                return name == ESCAPE or name in self.functions or trusting
        return False


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The names of a target, and what is assigned to each."""
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ast.Tuple(elts=targets), ast.IfExp(body=ast.Tuple(), orelse=ast.Tuple()):
            yield from unpacked(target, value.body)
            yield from unpacked(target, value.orelse)
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for each, its in zip(targets, values, strict=True):
                yield from unpacked(each, its)
        case ast.Tuple(elts=targets), _:
            each_is = value.elt if isinstance(value, ast.GeneratorExp) else ast.Name("unknown")
            for each in targets:
                yield from unpacked(each.value if isinstance(each, ast.Starred) else each, each_is)
        case _:
            yield ast.unparse(target), ast.Name("unknown")


class Unescaped(ast.NodeTransformer):
    """Takes away the call of `escape` that stands at a place."""

    def __init__(self, call: ast.Call) -> None:
        self.place = ast.dump(call, include_attributes=True)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if ast.dump(node, include_attributes=True) == self.place:
            return node.args[0]
        return self.generic_visit(node)


@pytest.mark.parametrize("name", CODE)
def test_every_value_is_escaped_before_it_stands_in_markup(name: str) -> None:
    assert list(Escaping(ast.parse(CODE[name])).faults()) == []


@pytest.mark.parametrize(
    ("name", "call"), CALLS, ids=[f"{name}, line {call.lineno}, {call.col_offset}" for name, call in CALLS]
)
def test_no_escape_can_be_left_out_unseen(name: str, call: ast.Call) -> None:
    assert list(Escaping(Unescaped(call).visit(ast.parse(CODE[name]))).faults())


@pytest.mark.parametrize("file", [*WEB.glob("*.py"), *WEB.glob("templates/*")], ids=lambda file: file.name)
def test_nothing_else_is_trusted_to_be_markup(file: Path) -> None:
    text = file.read_text()
    if file.suffix == ".html":
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text
        return
    calls = [each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call)]
    trusting = [each for each in calls if ast.unparse(each.func).endswith("Markup")]
    given = [
        ast.unparse(argument) for each in trusting for argument in each.args if not isinstance(argument, ast.Constant)
    ]
    assert given == (["text"] if file.name in CODE else [])

"""The lessons' question cells: which there are, that no key is in what is committed, that answers stay apart."""

import json
import os
import re
from pathlib import Path

import pytest

import gradviz as gv
from gradviz.lab.asking.quizzing import Quiz
from gradviz.questions.grading import correct_text
from gradviz.questions.program import case_for
from gradviz.questions.sweep import gradients

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("0[123478]_*.ipynb"))
ASKS = re.compile(r"\bgv\.(quiz|ask|check)\(")


def cells(path, kind="code"):
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def source(cell):
    return "".join(cell["source"])


def quizzes(path):
    """The quizzes of a notebook by their cells, made again without running anything else."""
    found = []
    for cell in cells(path):
        if "= gv.quiz(" in source(cell) or "= gv.ask(" in source(cell):
            names = {"gv": gv}
            exec(source(cell), names)
            found += [(cell, value) for value in names.values() if isinstance(value, Quiz)]
    return found


def questions(path):
    return [(cell, item.question) for cell, quiz in quizzes(path) for item in quiz.asked.items]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_warms_up_fades_asks_why_and_asks_once_more_at_the_end(name):
    """R42, R107; and every cell names what it is about."""
    asked = questions(NOTEBOOKS / name)
    kinds = [question.kind for _, question in asked]
    assert "faded" in kinds and kinds.count("text") == 1 and kinds[-1] != "text"
    for cell in cells(NOTEBOOKS / name):
        if ASKS.search(source(cell)):
            assert cell["metadata"]["gradviz"]["requirements"]
    warm_up = [question for cell, question in asked if source(cell).startswith("import gradviz as gv\n\nwarm_up")]
    if name.startswith("01"):
        return
    assert len(warm_up) == 3 and all(question.lesson < name[:2] for question in warm_up)
    assert name.startswith("02") or len({question.lesson for question in warm_up}) == 2


def test_the_questions_of_the_course_are_in_their_lessons():
    """R99 in lesson 3, R100 and R110 in 4, R102 and R108 in 1, R112 in 2, R109 in 3, R103 and the loop in 8."""
    course = {"01": "R102 R108", "02": "R112", "03": "R99 R109", "04": "R100 R110", "07": "R73 R107 R116",
              "08": "R69 R103"}
    for lesson, wanted in course.items():
        (path,) = NOTEBOOKS.glob(f"{lesson}_*.ipynb")
        asked = [cell["metadata"]["gradviz"]["requirements"] for cell in cells(path) if ASKS.search(source(cell))]
        named = {requirement for each in asked for requirement in each}
        assert named >= set(wanted.split())


def test_lesson_3_fades_from_the_end_backward():
    fades = [question.fade for _, question in questions(NOTEBOOKS / LESSONS[2]) if question.kind == "faded"]
    assert fades == [2, 3] and [q.kind for _, q in questions(NOTEBOOKS / LESSONS[2])].count("pass") == 1


@pytest.mark.parametrize("name", LESSONS)
def test_no_question_has_numbers_that_hide_a_misconception(name):
    assert [(question.prompt, question.hides) for _, question in questions(NOTEBOOKS / name) if question.hides] == []


def texts(cell):
    """Whatever an output holds, without the address of its widget and the words of the question itself."""
    shown = "\n".join(json.dumps(output, ensure_ascii=False) for output in cell["outputs"])
    return re.sub(r'"model_id": "[0-9a-f]+"', "", shown)


def keys(question):
    """The right numbers of a generated question, as they might be written; of a pass, all that are asked for."""
    if question.kind in ("pass", "faded"):
        case = case_for(question)
        numbers = {float(gradients(case, n)[n]) for n, node in enumerate(case.graph.nodes) if node.is_leaf}
        return {f"{number:g}" for number in numbers} | {f"{number:g}".replace("-", "−") for number in numbers}
    text = correct_text(question)
    return {text, text.replace("−", "-")}


@pytest.mark.parametrize("name", LESSONS)
def test_no_key_of_a_generated_question_is_in_a_committed_output(name):
    """What is left of a quiz cell's outputs without prompts and options holds no number that is an answer."""
    assert "widgets" not in json.loads((NOTEBOOKS / name).read_text(encoding="utf-8"))["metadata"]
    for cell, quiz in quizzes(NOTEBOOKS / name):
        left, asked = texts(cell), [item.question for item in quiz.asked.items]
        assert left and all(question.prompt[:20] in left for question in asked)
        for question in asked:
            for known in (question.prompt, *(option.text for option in question.options)):
                left = left.replace(json.dumps(known, ensure_ascii=False)[1:-1], "").replace(known, "")
        left = re.sub(r"[\w-]*version[\w-]*\W+\d+|execution_count\W+\d+|\d+\. ", "", left)
        for question in asked:
            if question.generated:
                found = [key for key in keys(question) if re.search(rf"(?<![\w.−-]){re.escape(key)}(?![\w.])", left)]
                assert not found, (question.prompt, found, left)


@pytest.mark.parametrize("name", LESSONS)
def test_answers_are_folded_in_the_answer_notebook_alone(name):
    """R133, R135: each question, and each exercise solved, stands there."""
    lesson, answers = NOTEBOOKS / name, NOTEBOOKS / "answers" / name
    assert not [source(cell) for cell in cells(lesson, "markdown") if "<details" in source(cell)]
    assert [cell for cell in cells(answers, "markdown") if "<details>" in source(cell)]
    solved = [source(cell) for cell in cells(answers)]
    for cell, _ in quizzes(lesson):
        assert source(cell) in solved
    for word in re.findall(r'gv\.check\("([\w-]+)"', "\n".join(map(source, cells(lesson)))):
        assert any(f'gv.check("{word}"' in text and "assert report" in text for text in solved)


@pytest.mark.parametrize("name", LESSONS)
def test_an_exercise_is_unsolved_in_the_lesson_and_solved_in_its_answers(name):
    for folder, says in ((NOTEBOOKS, ("Not yet.",)), (NOTEBOOKS / "answers", ("Solved.", "Compare yours"))):
        for cell in cells(folder / name):
            if "gv.check(" in source(cell):
                assert any(words in texts(cell) for words in says), source(cell)


def test_answers_given_by_a_notebook_under_test_leave_no_file_here():
    assert not Path(os.environ["GRADVIZ_ATTEMPTS"]).resolve().is_relative_to(NOTEBOOKS.parent)
    assert list(NOTEBOOKS.rglob("gradviz-attempts*")) == []

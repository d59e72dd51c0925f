import gzip
import json

import pytest
from ade_training.coincidences import Coincidences, count_coincidences, table
from ade_training.errors import TrainingError
from ade_training.vocabularies import Term

TERMS = [Term("starter", "A:1", "Dry mouth", ("Xerostomia",), ("cotton mouth", "dry mouth!"), None, (), None)]


@pytest.fixture
def data(tmp_path):
    """The five sets, with made-up mentions."""
    folder = tmp_path / "mentions"
    (folder / "ncbi-disease").mkdir(parents=True)

    def write(name: str, text: str) -> None:
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write(text)

    rows = 'a\tx\tDRY mouth\na\tx\tdry  mouth\na\tx\tcotton mouth\na\tx\t"odd\n'
    for name in ("askapatient", "twadr-l", "psytar"):
        write(f"{name}.tsv.gz", "fold\tname\tmention\n" + rows)
    write("tac2017-test.json.gz", json.dumps([{"adverse_events": [["xerostomia", "Dry mouth"]]}]))
    write("ncbi-disease/NCBItestset_corpus.txt.gz", "1|t|Title\n1\t0\t5\tgout\tDisease\tD1\n")
    return tmp_path


def test_distinct_normal_forms_are_counted_once(data):
    found = count_coincidences(TERMS, data)
    assert found[0] == Coincidences("AskAPatient", 3, 1, 1)
    assert found[3] == Coincidences("TAC 2017", 1, 1, 0)
    assert found[4] == Coincidences("NCBI disease", 1, 0, 0)
    assert "| AskAPatient | 3 | 1 (33.3%) | 1 (33.3%) |" in table(found)


def test_a_file_that_is_cut_off_is_named(data):
    path = data / "mentions/twadr-l.tsv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TrainingError, match="twadr-l"):
        count_coincidences(TERMS, data)

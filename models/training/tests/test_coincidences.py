from ade_training.coincidences import Coincidences, count_coincidences, table
from ade_training.vocabularies import Term

TERMS = [Term("starter", "A:1", "Dry mouth", ("Xerostomia",), ("cotton mouth", "dry mouth!"), None, (), None)]


def test_distinct_normal_forms_are_counted_once(evaluation_data):
    found = count_coincidences(TERMS, evaluation_data)
    assert found[0] == Coincidences("AskAPatient", 3, 1, 1)
    assert found[3] == Coincidences("TAC 2017", 1, 1, 0)
    assert found[4] == Coincidences("NCBI disease", 1, 0, 0)
    assert "| AskAPatient | 3 | 1 (33.3%) | 1 (33.3%) |" in table(found)

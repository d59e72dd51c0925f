import pytest
from ade_training.development import Mention
from ade_training.errors import TrainingError
from ade_training.evaluation import read_sets


def test_sets_have_concepts_and_distinct_mentions(evaluation_data):
    asked, tweets, psytar, labels, diseases = read_sets(evaluation_data)
    assert [each.name for each in (asked, tweets, psytar, labels, diseases)] == [
        "AskAPatient", "TwADR-L", "PsyTAR", "TAC 2017", "NCBI disease"
    ]  # fmt: skip
    assert [term.name for term in asked.concepts] == ["Dry mouth", "Gout"], "those of training too"
    assert asked.folds == [
        [Mention("DRY mouth", "Dry mouth"), Mention('"odd', "Gout")],
        [Mention("cotton mouth", "Dry mouth")],
    ]
    assert psytar.folds == [[Mention("cotton mouth", "Xerostomia")]], "what has no concept is left out"
    assert labels.folds == [[Mention("xerostomia", "Dry mouth")]]
    assert [term.name for term in labels.concepts] == ["Gout", "Dry mouth"]
    assert diseases.folds == [[Mention("gouty", "Gout")]], "by an alternative id; composites are left out"
    assert diseases.concepts[0].synonyms == ("Podagra",)


def test_a_file_that_is_cut_off_is_named(evaluation_data):
    path = evaluation_data / "mentions/twadr-l.tsv.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TrainingError, match="twadr-l"):
        read_sets(evaluation_data)


def test_a_set_without_mentions_is_refused(evaluation_data, gzipped):
    gzipped(evaluation_data / "mentions/psytar.tsv.gz", "type\tmention\tsct_name\n")
    with pytest.raises(TrainingError, match="PsyTAR: no mentions"):
        read_sets(evaluation_data)

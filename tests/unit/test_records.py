"""Records behave as frozen dataclasses do, in what we use of them."""

import pickle

import pytest

from findscu.records import Record


class Point(Record):
    dimension_count = 2
    x: int
    y: int = 0


class Voxel(Point):
    z: int = 0


def test_fields_by_position_and_by_name():
    assert Point(1, 2) == Point(x=1, y=2) == Point(1, y=2)


def test_default():
    assert Point(1).y == 0


def test_subclass_adds_fields():
    voxel = Voxel(1, 2, 3)
    assert (voxel.x, voxel.y, voxel.z) == (1, 2, 3)


def test_class_attribute_without_annotation_is_no_field():
    assert Point(1).dimension_count == 2
    with pytest.raises(TypeError, match="dimension_count"):
        Point(1, dimension_count=3)


@pytest.mark.parametrize(
    ("values", "named", "message"),
    [
        ((), {}, "needs a value for 'x'"),
        ((1, 2, 3), {}, "takes 2 fields, got 3"),
        ((1,), {"z": 3}, "unexpected or second value for 'z'"),
        ((1,), {"x": 3}, "unexpected or second value for 'x'"),
    ],
)
def test_wrong_fields(values, named, message):
    with pytest.raises(TypeError, match=message):
        Point(*values, **named)


def test_immutable():
    with pytest.raises(AttributeError, match=r"replace\(x=\.\.\.\)"):
        Point(1).x = 2


def test_replace():
    point = Point(1, 2)
    assert point.replace(y=3) == Point(1, 3)
    assert point == Point(1, 2)


def test_replace_refuses_what_is_no_field():
    with pytest.raises(TypeError, match="'z'"):
        Point(1).replace(z=1)


def test_equal_only_within_a_class():
    assert Point(1, 2) != Voxel(1, 2)
    assert Point(1, 2) != (1, 2)


def test_hash_follows_equality():
    assert len({Point(1, 2), Point(1, 2), Point(2, 1), Voxel(1, 2)}) == 3


def test_unhashable_field():
    with pytest.raises(TypeError):
        hash(Point([1]))


def test_repr_is_the_call():
    assert repr(Point(1, 2)) == "Point(x=1, y=2)"


def test_pickle():
    assert pickle.loads(pickle.dumps(Voxel(1, 2, 3))) == Voxel(1, 2, 3)

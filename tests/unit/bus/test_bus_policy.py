from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bus.policy import IN_PLACE_SECONDS, Again, next_try, outage_delay
from pipeline.settings.tree import DeliverySettings

policies = st.builds(
    DeliverySettings,
    attempts=st.integers(1, 10),
    first_delay_seconds=st.floats(0, 100),
    max_delay_seconds=st.floats(0, 5000),
    in_place_tries=st.integers(0, 5),
)


@settings(deadline=None)
@given(policies, st.integers(1, 12), st.floats(0, 1), st.none() | st.timedeltas(timedelta(-1), timedelta(3)))
def test_a_try_is_in_place_or_later_or_not_at_all(
    policy: DeliverySettings, tries: int, chance: float, asked: timedelta | None
) -> None:
    again = next_try(tries, policy, asked, chance)
    assert (again is None) == (tries >= policy.attempts)
    if again is None:
        return
    assert again.delay >= 0
    if again.in_place:
        assert tries <= policy.in_place_tries
        assert again.delay <= IN_PLACE_SECONDS
    if asked is not None:
        assert again.delay == min(max(asked.total_seconds(), 0), 86400)
    else:
        assert again.delay <= policy.max_delay_seconds * 1.2


@settings(deadline=None)
@given(policies, st.integers(1, 10))
def test_delays_grow(policy: DeliverySettings, tries: int) -> None:
    first, second = next_try(tries, policy, None, 0), next_try(tries + 1, policy, None, 0)
    if first is not None and second is not None:
        assert second.delay >= first.delay


def test_the_shipped_policy_tries_for_half_an_hour() -> None:
    policy = DeliverySettings()
    tries = [next_try(number, policy, None, 0) for number in range(1, 7)]
    assert tries == [Again(2, True), Again(2, True), Again(80, False), Again(320, False), Again(1280, False), None]


def test_a_wait_asked_for_goes_through_the_retry_topic_when_it_is_long() -> None:
    assert next_try(1, DeliverySettings(), timedelta(minutes=10), 0.5) == Again(600, in_place=False)
    assert next_try(1, DeliverySettings(), timedelta(seconds=1), 0.5) == Again(1, in_place=True)


@settings(deadline=None)
@given(st.integers(1, 10_000), st.floats(0, 1))
def test_an_outage_is_looked_into_at_least_every_thirty_seconds(failures: int, chance: float) -> None:
    assert 0 < outage_delay(failures, chance) <= 30
    assert outage_delay(failures, 0) == outage_delay(failures, 1) / 2

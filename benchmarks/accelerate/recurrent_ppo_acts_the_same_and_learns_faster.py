"""RecurrentPPO of sb3-contrib acts the same, has the same gradients, and learns faster.

    pip install sb3-contrib==2.9.2 cellwright
    python benchmarks/accelerate/recurrent_ppo_acts_the_same_and_learns_faster.py

The agent is the package's own, with its default network (an LSTM of 256 for the actor and one for the critic), on the
pendulum of gymnasium. Learning collects 256 steps in 4 environments and goes through them 4 times. Adam turns the sign
of a gradient near zero into a whole step, so results are compared before it: what the package computes from the
episodes that it collected, with the same weights in both, and the gradients of that.
"""

from __future__ import annotations

import numpy as np
import torch
from gymnasium.envs.classic_control import PendulumEnv
from gymnasium.wrappers import TimeLimit
from sb3_contrib import RecurrentPPO
from sb3_contrib.common.recurrent.type_aliases import RecurrentRolloutBufferSamples
from side_by_side import largest_difference, report, taking_turns
from stable_baselines3.common.env_util import make_vec_env

import cellwright as cw

STEPS = 256


def an_agent() -> RecurrentPPO:
    # short episodes, so that sequences begin anew inside batches
    environments = make_vec_env(lambda: TimeLimit(PendulumEnv(), 50), n_envs=4, seed=0)
    return RecurrentPPO("MlpLstmPolicy", environments, n_steps=STEPS, batch_size=256, n_epochs=4, seed=0, device="cpu")


def judged(agent: RecurrentPPO, episodes: RecurrentRolloutBufferSamples) -> list[torch.Tensor]:
    """Values, probabilities and entropies of what happened, and all gradients."""
    agent.policy.zero_grad()
    results = agent.policy.evaluate_actions(
        episodes.observations, episodes.actions, episodes.lstm_states, episodes.episode_starts
    )
    sum(result.square().mean() for result in results).backward()
    return [
        *(result.detach() for result in results),
        *(p.grad for p in agent.policy.parameters() if p.grad is not None),
    ]


def acts(agent: RecurrentPPO) -> list[torch.Tensor]:
    """300 steps of one environment, as a deployed policy takes them."""
    states, start, actions = None, np.ones(1, dtype=bool), []
    for step in range(300):
        seen = np.array([[np.cos(step / 9), np.sin(step / 9), step % 5 - 2]], dtype=np.float32)
        action, states = agent.predict(seen, state=states, episode_start=start, deterministic=True)
        actions.append(torch.as_tensor(action))
        start = np.zeros(1, dtype=bool)
    return actions


def main() -> None:
    torch.set_num_threads(1)
    before, after = an_agent(), an_agent()
    swapped = cw.accelerate(after.policy)
    before.learn(4 * STEPS)
    after.policy.load_state_dict(before.policy.state_dict())
    episodes = next(before.rollout_buffer.get(256))
    assert episodes.episode_starts.sum() > 4, "no episode begins inside the batch"
    apart = largest_difference(judged(before, episodes), judged(after, episodes))
    ways = [lambda agent=agent: agent.learn(4 * STEPS) for agent in (before, after)]
    rows = [taking_turns("learn, 1024 steps", *ways, apart, rounds=5)]
    after.policy.load_state_dict(before.policy.state_dict())
    apart = largest_difference(acts(before), acts(after))
    rows.append(taking_turns("act, 300 steps", lambda: acts(before), lambda: acts(after), apart, rounds=7))
    report(str(__doc__).splitlines()[0], "sb3-contrib", swapped, rows, allowed=1e-5)


if __name__ == "__main__":
    main()

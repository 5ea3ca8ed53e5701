"""The rules of layers and rows once more, in binary64 as NUM-091 says, and their golden vectors.

Chapters of other families are loaded again over a copy of the rules that rounds to binary64, so
that no rule is written a second time.
"""

import importlib.util
import pathlib
import sys
from unittest import mock

import golden_vectors
from numerics_double_functions import log1p_64, tanh_64
from numerics_doubles import exp64, log64, sigmoid64
from numerics_types import div64, fma64, rn64, sqrt64, wide_numbers, words64

CHAPTERS = [("numerics_convolutions", "convolutions"), ("numerics_pooling", "pools"),
            ("numerics_normalization", "batch_norms"), ("numerics_normalization", "group_norms"),
            ("numerics_normalization", "rms_norms"), ("numerics_sequences", "attentions"),
            ("numerics_recurrent", "recurrent_cells"), ("numerics_arithmetic", "logit_rows"),
            ("numerics_arithmetic", "losses_of_elements"), ("numerics_extrema", "extrema"),
            ("numerics_extrema", "log_sums")]
# Functions of one variable that chapters have of their own.
FUNCTIONS = {"numerics_recurrent": {"logistic": sigmoid64, "hyperbolic_tangent": tanh_64},
             "numerics_arithmetic": {"log1p": log1p_64, "sigmoid": sigmoid64}}
# What is no entry of the catalogue, but several.
COMPOSITES = {"convTranspose2d", "runningStatistics"}


def loaded(name, **replaced):
    """A module of this folder once more, with some of its names replaced."""
    spec = importlib.util.spec_from_file_location(
        name + "_in_binary64", pathlib.Path(__file__).resolve().parent / (name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for key, value in replaced.items():
        assert hasattr(module, key), f"{name} has no {key}"
        setattr(module, key, value)
    return module


class WideSource(golden_vectors.Source):
    """Numbers with 53 significant bits."""

    def number(self, scale=1):
        return wide_numbers(self, 1)[0] * scale


def double_vector(rule, name, operation, *contents):
    if operation not in COMPOSITES:
        golden_vectors.vector("NUM-091", f"{name} in binary64", operation, *contents)


def layers_in_binary64(source):
    wide = WideSource(source.word())
    # Its operations round by the name rn32, which they look up when they are called.
    rules = loaded("numerics_rules", rn32=rn64, exp=exp64, log=log64, sqrt=sqrt64, fma=fma64,
                   div=div64)
    # What chapters import is looked for here; a later chapter may take rules from an earlier one.
    with mock.patch.dict(sys.modules, numerics_rules=rules):
        for name, chapter in CHAPTERS:
            # Wrong readings are told apart in binary32: some by numbers too small for that format.
            module = loaded(name, f32=words64, vector=double_vector, different=lambda *_: None,
                            **FUNCTIONS.get(name, {}))
            sys.modules[name] = module
            getattr(module, chapter)(wide)

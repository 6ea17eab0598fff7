// A mutant is killed by the first input that fails: making that input small would only cost time. The same inputs in every run, so that a score can be had again.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, seed: 1 });

import { describe, expect, it } from 'vitest';
import {
  gammaRatio,
  studentCdf,
  studentQuantile,
  studentTail,
  studentTwoSided,
} from '#analysis/statistics/student-t';
import { close } from './samples';

describe("Student's t distribution", () => {
  // scipy.stats.t.cdf(t, df)
  it.each([
    [1, 1, 0.75],
    [2.5, 3, 0.9561466764959672],
    [-4, 7.3, 0.002381183582163554],
    [3, 0.5, 0.8163459220070283],
    [1.7, 30, 0.9502610622057416],
    [2, 1e4, 0.9772363696692823],
    [2, 1e6, 0.9772497330743404],
    [1.96, 1e12, 0.975002104851641],
    [100, 0.1, 0.7366508945907377],
    [0.3, 1e12, 0.6179114221889215],
    [0, 4, 0.5],
  ])('has P(T ≤ %d) with %d degrees of freedom', (t, df, expected) => {
    expect(studentCdf(t, df)).toSatisfy((value: number) => close(value, expected));
  });

  // scipy.stats.t.sf(t, df)
  it.each([
    [8, 1e12, 6.220960580839769e-16],
    [40, 50, 6.2062118921863455e-40],
    [12, 4, 0.0001382142742514865],
  ])('is precise far out in the tail: P(T ≥ %d) with %d', (t, df, expected) => {
    expect(studentTail(t, df)).toSatisfy((value: number) => close(value, expected));
  });

  // scipy.stats.t.ppf(p, df)
  it.each([
    [0.975, 1, 12.706204736174694],
    [0.975, 4, 2.7764451051977934],
    [0.995, 2.7, 6.533128433408452],
    [0.975, 0.5, 164.55767348048818],
    [0.975, 1e6, 1.959966356814107],
    [0.975, Infinity, 1.959963984540054],
    [0.6, 3, 0.2766706623326898],
    [1e-10, 5, -156.82559270889433],
    [0.975, 0.05, 1.1958337585475138e25],
  ])('has its quantile at %d with %d degrees of freedom', (p, df, expected) => {
    expect(studentQuantile(p, df)).toSatisfy((value: number) => close(value, expected));
  });

  it('has the closed forms of one and two degrees of freedom', () => {
    for (const t of [0.01, 0.7, 3, 50]) {
      expect(studentTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 13);
      expect(studentTail(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 13);
    }
  });

  it('is two-sided, symmetric and has its limits', () => {
    expect(studentTwoSided(-2.5, 3)).toBeCloseTo(2 * (1 - 0.9561466764959672), 12);
    expect(studentTwoSided(0, 3)).toBe(1);
    expect(studentTail(Infinity, 3)).toBe(0);
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect(studentQuantile(1, 3)).toBe(Infinity);
    expect(studentTail(1, 0)).toBeNaN();
    expect(studentQuantile(2, 3)).toBeNaN();
  });

  it('has the quotient of gamma functions', () => {
    // Γ(1) / Γ(1/2) = 1 / √π and Γ(3/2) / Γ(1) = √π / 2.
    expect(gammaRatio(0.5)).toBeCloseTo(1 / Math.sqrt(Math.PI), 12);
    expect(gammaRatio(1)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
  });
});

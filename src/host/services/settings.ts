/** The settings as the code sees them: read when needed, every value inside its bounds whatever settings.json says. */
import * as vscode from "vscode";
import * as z from "zod";
import { SETTINGS, type SettingId } from "../../ids";

function read<T>(id: SettingId, schema: z.ZodType<T>, scope?: vscode.ConfigurationScope): T {
  return schema.parse(vscode.workspace.getConfiguration(undefined, scope ?? null).get(id));
}

const whole = (least: number, most: number, otherwise: number) => z.int().min(least).max(most).catch(otherwise);
const real = (least: number, most: number, otherwise: number) => z.number().min(least).max(most).catch(otherwise);

const count = whole(1, 200, 10);
const spread = real(0, 4, 1);
const temperature = real(0, 2, 0);
const shape = z.enum(["linear", "spherical"]).catch("linear");
const steps = whole(2, 100, 9);
const adaptive = z.boolean().catch(true);
const completions = whole(1, 20, 5);
const beam = whole(1, 64, 6);
const minimumProbability = real(0, 1, 0.2);
const alternatives = whole(1, 10, 3);
const words = whole(1, 20, 8);
const budgetMilliseconds = whole(10, 2000, 100);
const name = z.string().catch("english");
const folders = z.array(z.string()).max(16).catch([]);
const provider = z.string().catch("auto");
const threads = whole(0, 64, 0);
const idleMinutes = real(0, 1440, 10);

const priority = z.enum(["auto", "low", "normal"]).catch("auto");

const MINUTE = 60_000;

export function variantsSettings(scope?: vscode.ConfigurationScope) {
  return {
    count: read(SETTINGS.variantsCount, count, scope),
    spread: read(SETTINGS.variantsSpread, spread, scope),
    temperature: read(SETTINGS.variantsTemperature, temperature, scope),
  };
}

export function homotopySettings(scope?: vscode.ConfigurationScope) {
  return {
    path: read(SETTINGS.pathShape, shape, scope),
    steps: read(SETTINGS.pathSteps, steps, scope),
    adaptive: read(SETTINGS.pathAdaptive, adaptive, scope),
  };
}

export function completionsSettings(scope?: vscode.ConfigurationScope) {
  return {
    count: read(SETTINGS.completionsCount, completions, scope),
    beam: read(SETTINGS.completionsBeam, beam, scope),
  };
}

export function inlineSettings(scope: vscode.ConfigurationScope) {
  return {
    minimumProbability: read(SETTINGS.inlineMinimumProbability, minimumProbability, scope),
    count: read(SETTINGS.inlineAlternatives, alternatives, scope),
    words: read(SETTINGS.inlineWords, words, scope),
    budgetMilliseconds: read(SETTINGS.inlineBudget, budgetMilliseconds, scope),
  };
}

export function modelSettings() {
  return { active: read(SETTINGS.activeModel, name), folders: read(SETTINGS.modelFolders, folders) };
}

export function engineSettings() {
  return {
    provider: read(SETTINGS.engineProvider, provider),
    threads: read(SETTINGS.engineThreads, threads),
    idleTime: read(SETTINGS.engineIdleMinutes, idleMinutes) * MINUTE,
  };
}

/** How much of the machine a training run takes. */
export function trainingSettings() {
  return { priority: read(SETTINGS.trainingPriority, priority), threads: read(SETTINGS.trainingThreads, threads) };
}

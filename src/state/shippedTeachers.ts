/** What the files beside the shipped teachers' weights say of their size. */
import { create } from 'zustand';
import type { DatasetId } from '../engine/spec/experiment';

export interface ShippedTeacher {
  parameters: number;
  /** Multiply–accumulates of one forward pass of one picture. */
  macs: number;
}

export const useShippedTeachers = create<Partial<Record<DatasetId, ShippedTeacher>>>()(() => ({}));

/** A teacher whose file is not there, or says something else, stays unknown. */
export async function fetchShippedTeacher(dataset: DatasetId) {
  if (useShippedTeachers.getState()[dataset]) return;
  const about = await fetch(new URL(`teachers/${dataset}.json`, document.baseURI))
    .then((response) => (response.ok ? (response.json() as Promise<Partial<ShippedTeacher>>) : null))
    .catch(() => null);
  const { parameters, macs } = about ?? {};
  if (Number.isFinite(parameters) && Number.isFinite(macs))
    useShippedTeachers.setState({ [dataset]: { parameters: parameters!, macs: macs! } });
}

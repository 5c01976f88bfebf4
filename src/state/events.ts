import type { WorkerEvent } from '../worker/protocol';
import { appendEvaluation, appendMetrics, appendTokens, rewindHistory } from './history';
import { useObservation } from './observation';
import { report } from './runState';
import { receiveRuns } from './runs/list';
import { useSession } from './session';

/** Where each event of the worker goes. Progress goes to its request instead. */
export function receive(event: WorkerEvent) {
  switch (event.kind) {
    case 'status':
      return useSession.setState({ status: event.status });
    case 'metrics':
      return appendMetrics(event.metrics);
    case 'evaluation':
      return appendEvaluation(event.evaluation);
    case 'teacher-curve':
      return useObservation.setState(({ teacherCurve }) => ({
        // A new training begins at a step that was there before.
        teacherCurve: [...teacherCurve.filter(({ step }) => step < (event.points[0]?.step ?? 0)), ...event.points],
      }));
    case 'step-snapshot':
      return useObservation.setState({ now: event.snapshot });
    case 'attention':
      appendTokens(event.attention);
      return useObservation.setState({ attention: event.attention });
    case 'runs':
      return receiveRuns(event.runs);
    case 'problem':
      return report(event.problem);
    case 'recovered':
      rewindHistory(event.step);
      return useSession.setState({ notice: event.message });
    case 'progress':
      return;
  }
}

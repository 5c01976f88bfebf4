import './experimentForm.css';
import { useState } from 'react';
import { FIELDS, GROUPS } from '../../../experiment/fields/table';
import type { Field, Group } from '../../../experiment/fields/types';
import { matters } from '../../../experiment/fields/values';
import { formText } from '../../../sentences/form';
import { formatCount } from '../../../sentences/numbers';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { useSession } from '../../../state/session';
import { DatasetCardView } from './DatasetCardView';
import { FieldRow } from './FieldRow';
import { PendingChanges } from './PendingChanges';
import { RecipeSwitch } from './RecipeSwitch';
import { StudentSummary } from './StudentSummary';

/** Groups that are open at first. */
const OPEN_AT_FIRST: readonly Group[] = ['distillation', 'student'];

/** The whole experiment as a form, built from the table of fields. The line at the bottom explains the field in use. */
export function ExperimentForm() {
  const [attended, setAttended] = useState<Field | null>(null);
  const config = useExperiment((state) => state.config);
  const messages = useExperiment((state) => state.messages);
  return (
    <section className="experiment" aria-labelledby="experiment-heading" id="experiment">
      <div className="experiment-head">
        <h2 id="experiment-heading" tabIndex={-1}>
          {formText.heading}
        </h2>
        <button
          type="button"
          className="button-quiet"
          title={formText.defaultsTitle}
          onClick={() => controller.restoreDefaults()}
        >
          {formText.defaults}
        </button>
      </div>
      <div className="experiment-fields">
        <div role="status">
          {messages.length > 0 && (
            <div className="notice adjusted">
              <h3>{formText.adjusted}</h3>
              <ul>
                {messages.map((message) => (
                  <li key={message}>{message}</li>
                ))}
              </ul>
            </div>
          )}
        </div>
        <PendingChanges />
        {GROUPS.map((group) => (
          <details key={group.id} open={OPEN_AT_FIRST.includes(group.id)} className="group" data-group={group.id}>
            <summary>
              <h3>{group.label}</h3>
            </summary>
            {group.id === 'student' && <StudentSummary />}
            {group.id === 'teacher' && <TeacherLine />}
            {group.id === 'augmentation' && <RecipeSwitch />}
            {FIELDS.filter((field) => field.group === group.id && matters(field, config)).map((field) => (
              <FieldRow key={field.key} field={field} onAttend={setAttended} />
            ))}
            {group.id === 'data' && <DatasetCardView />}
          </details>
        ))}
      </div>
      {/* Screen readers get the same words as each control's description. */}
      <div className="field-help" aria-hidden="true">
        {attended ? (
          <>
            <p>
              <strong>{attended.label}.</strong> {attended.help}
            </p>
            {attended.paper && <p className="faint">{formText.paper(attended.paper)}</p>}
          </>
        ) : (
          <p className="faint">{formText.helpHint}</p>
        )}
      </div>
    </section>
  );
}

/** The teacher of the current run. */
function TeacherLine() {
  const teacher = useSession((state) => state.built?.teacher);
  if (!teacher) return null;
  const accuracy = `${(100 * teacher.testAccuracy).toFixed(1)} %`;
  return (
    <p className="note teacher-line">
      {formText.teacherLine(teacher.name, teacher.source, formatCount(teacher.parameters), accuracy)}
    </p>
  );
}

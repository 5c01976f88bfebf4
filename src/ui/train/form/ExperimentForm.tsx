import { useState } from 'react';
import { FIELDS, GROUPS } from '../../../experiment/fields/table';
import type { Field, Group } from '../../../experiment/fields/types';
import { shown } from '../../../experiment/fields/values';
import { text } from '../../../sentences/page';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { useSession } from '../../../state/session';
import { formatCount } from '../../common/format';
import { DatasetCardView } from './DatasetCardView';
import { FieldRow } from './FieldRow';
import { PendingChanges } from './PendingChanges';
import { RecipeSwitch } from './RecipeSwitch';
import { StudentSummary } from './StudentSummary';

/** Open at first: what the page is about. */
const OPEN: readonly Group[] = ['distillation', 'student'];

/** The whole experiment, from the table of fields; the line at its foot explains the field that is attended to. */
export function ExperimentForm() {
  const [attended, setAttended] = useState<Field | null>(null);
  const config = useExperiment((state) => state.config);
  const messages = useExperiment((state) => state.messages);
  return (
    <section className="experiment" aria-labelledby="experiment-heading" id="experiment">
      <div className="experiment-head">
        <h2 id="experiment-heading" tabIndex={-1}>
          {text.experiment}
        </h2>
        <button
          type="button"
          className="button-quiet"
          title={text.defaultsTitle}
          onClick={() => controller.restoreDefaults()}
        >
          {text.defaults}
        </button>
      </div>
      <div className="experiment-fields">
        <div role="status">
          {messages.length > 0 && (
            <div className="notice adjusted">
              <h3>{text.adjusted}</h3>
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
          <details key={group.id} open={OPEN.includes(group.id)} className="group" data-group={group.id}>
            <summary>
              <h3>{group.label}</h3>
            </summary>
            {group.id === 'student' && <StudentSummary />}
            {group.id === 'teacher' && <TeacherLine />}
            {group.id === 'augmentation' && <RecipeSwitch />}
            {FIELDS.filter((field) => field.group === group.id && shown(field, config)).map((field) => (
              <FieldRow key={field.key} field={field} onAttend={setAttended} />
            ))}
            {group.id === 'data' && <DatasetCardView />}
          </details>
        ))}
      </div>
      {/* The same words describe each control for readers; here they are for the eye. */}
      <div className="field-help" aria-hidden="true">
        {attended ? (
          <>
            <p>
              <strong>{attended.label}.</strong> {attended.help}
            </p>
            {attended.paper && (
              <p className="faint">
                {text.paper} {attended.paper}
              </p>
            )}
          </>
        ) : (
          <p className="faint">{text.helpHint}</p>
        )}
      </div>
    </section>
  );
}

/** The teacher as it was built. */
function TeacherLine() {
  const teacher = useSession((state) => state.built?.teacher);
  if (!teacher) return null;
  const accuracy = `${(100 * teacher.testAccuracy).toFixed(1)} %`;
  return (
    <p className="note teacher-line">
      {text.teacherLine(teacher.name, teacher.source, formatCount(teacher.parameters), accuracy)}
    </p>
  );
}

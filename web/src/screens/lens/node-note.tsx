import { useSignal } from '@preact/signals';
import type { GraphNode } from '../../../../core/contract/lenses.ts';
import { api } from '../../api-client.ts';
import { refresh } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { typeLook } from '../../parts/node-type.ts';
import { TextArea } from '../../parts/text-area.tsx';
import { visibleText } from '../../parts/visible-text.ts';

/** A comment of a lens may be so long, with what the note puts before it. */
const MAX_TEXT = 3700;

interface NodeNoteProps {
  readonly lens: string;
  readonly node: GraphNode;
}

/** A note about one node, kept in the lens's history with the node's name before it. */
export function NodeNote({ lens, node }: NodeNoteProps) {
  const isOpen = useSignal(false);
  const text = useSignal('');
  const change = useChange();
  const about = `${typeLook(node.type).word} ${visibleText(node.label, 120)}`;
  const save = async () => {
    const isSaved = await change.run(() =>
      api.commentLens(lens, `${about}: ${text.peek().trim()}`),
    );
    if (!isSaved) return;
    text.value = '';
    isOpen.value = false;
    refresh(`history/${lens}`);
  };
  return (
    <>
      <Button icon="note" onClick={() => (isOpen.value = true)}>
        Note…
      </Button>
      {isOpen.value && (
        <Dialog
          title="Note"
          action="Add to the history"
          busy={change.busy.value}
          error={change.error.value}
          disabled={text.value.trim() === ''}
          onSubmit={() => void save()}
          onClose={() => (isOpen.value = false)}
        >
          <TextArea
            label={`About the ${about}`}
            name="node-note"
            value={text.value}
            maxLength={MAX_TEXT}
            onInput={(value) => (text.value = value)}
          />
        </Dialog>
      )}
    </>
  );
}

#!/usr/bin/env node
// Writes what a merge request changes as one note, updated in place. Run by templates/chokepoint.yml; from review.json, as `chokepoint diff --format json` made it.
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { api, commentOf, Refusal, say } from './shared.mjs';

/**
 * Exit code. The token is CHOKEPOINT_NOTE_TOKEN, since a job token may not write notes (gitlab.com/gitlab-org/gitlab/-/issues/464591).
 * https://docs.gitlab.com/api/notes/#merge-requests
 */
export const note = async (env, write) => {
  try {
    const {
      CI_API_V4_URL: address,
      CI_PROJECT_ID: project,
      CI_MERGE_REQUEST_IID: request,
      CHOKEPOINT_NOTE_TOKEN: token,
      CHOKEPOINT_REVIEW: file,
    } = env;
    if (!request) {
      write('This pipeline is not for a merge request: there is nothing to say.\n');
      return 0;
    }
    if (!token) {
      write(
        'There is no CHOKEPOINT_NOTE_TOKEN here (pipelines of forks have none, and that is right): the log of the job before holds what a note would say.\n',
      );
      return 0;
    }
    if (!/^\d+$/.test(project ?? '') || !/^\d+$/.test(request)) throw new Refusal('CI_PROJECT_ID and CI_MERGE_REQUEST_IID must be numbers.');
    const comment = commentOf(file || 'review.json', '', env);
    const gitlab = api(address ?? '', { 'private-token': token });
    const notes = `/projects/${project}/merge_requests/${request}/notes`;
    const { id: me } = await gitlab.ask('GET', '/user');
    const done = await say(
      { body: comment.body, quiet: comment.opened + comment.closed + comment.changed === 0 },
      {
        list: () => gitlab.pages(notes),
        isOurs: ({ author, system }) => system !== true && Number.isSafeInteger(me) && author?.id === me,
        create: (body) => gitlab.ask('POST', notes, { body }),
        update: (id, body) => gitlab.ask('PUT', `${notes}/${Number(id)}`, { body }),
      },
    );
    write(`Note on !${request}: ${done}.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof SyntaxError)) throw error;
    write(`chokepoint: ${error.message}\n`);
    return 2;
  }
};

// Also through a link, as in the container.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href)
  process.exitCode = await note(process.env, (text) => process.stdout.write(text));

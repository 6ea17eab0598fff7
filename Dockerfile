# syntax=docker/dockerfile:1
# Pin the base image before you build this for others: docs/ci.md says how. A tag can be moved.
ARG NODE=node:24-alpine

FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
# The build needs no scripts of packages but esbuild's own binary, which npm brings as a package.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.mjs && npm prune --omit=dev --ignore-scripts

FROM ${NODE}
# diff and history read revisions with git's plumbing.
RUN apk add --no-cache git
COPY --from=build /src/dist /opt/chokepoint/dist
COPY --from=build /src/ci /opt/chokepoint/ci
COPY --from=build /src/node_modules /opt/chokepoint/node_modules
COPY --from=build /src/package.json /src/LICENSE /opt/chokepoint/
RUN ln -s /opt/chokepoint/dist/cli.js /usr/local/bin/chokepoint \
 && ln -s /opt/chokepoint/ci/gitlab-review.mjs /usr/local/bin/chokepoint-review \
 && ln -s /opt/chokepoint/ci/gitlab-note.mjs /usr/local/bin/chokepoint-note
USER node
WORKDIR /repo
ENTRYPOINT ["chokepoint"]
CMD ["scan"]

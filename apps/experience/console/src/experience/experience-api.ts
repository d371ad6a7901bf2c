/** Made by `npm run documents` from Experience's OpenAPI document. */
export interface paths {
  '/v1/content': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List content, newest first */
    get: operations['content_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/{contentId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a content */
    get: operations['content_get'];
    put?: never;
    post?: never;
    /** Delete a content, in its own session or in the one that is named */
    delete: operations['deletion_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/{contentId}/download': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The bytes as they were taken in */
    get: operations['content_download'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/{contentId}/lineage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where a content came from, and what was made from it */
    get: operations['content_lineage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/{contentId}/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The first rows of a content, and the next ones */
    get: operations['content_preview'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/{contentId}/profile': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a content holds, column by column */
    get: operations['content_profile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/data-mash/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Mash tables into one data product */
    post: operations['datamash_create[1]'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/content/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Take in a file */
    post: operations['upload_upload'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/data-mash/{mashId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A data product, its model, quality report and lineage */
    get: operations['datamash_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/data-mash/{mashId}/download': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The bytes of a data product */
    get: operations['datamash_download'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/data-mash/create': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Mash tables into one data product */
    post: operations['datamash_create[0]'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/data-mash/plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** How tables would be mashed, without doing it */
    post: operations['datamash_plan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events of a session or of the whole tenant, from a cursor on */
    get: operations['events_ofTenant'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List executions, newest first */
    get: operations['executions_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read an execution with its steps */
    get: operations['executions_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Turn an execution back: undo what was done */
    post: operations['operator_cancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/compensation/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Declare the failed undo done by other means */
    post: operations['operator_resolveUndo'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/compensation/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try the failed undo again */
    post: operations['operator_retryUndo'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/compensation/skip': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Leave the failed undo undone */
    post: operations['operator_skipUndo'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events of an execution, from a cursor on */
    get: operations['events_ofExecution'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Hold an execution where it is */
    post: operations['operator_pause'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let a paused execution go on */
    post: operations['operator_resume'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Try the failed step again; of an execution that has ended, make a new one from the top */
    post: operations['operator_retry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/signal/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell an execution what it waits for, or will */
    post: operations['operator_signal'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read the status of an execution, or wait until it differs from the one that is known */
    get: operations['executions_status'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/step/{step}/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Say whether a step of unknown outcome took effect */
    post: operations['operator_resolveStep'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/terminate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End an execution at once, undoing nothing */
    post: operations['operator_terminate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/execution/{executionId}/undo-plan': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read what would be undone if an execution turned back now, in which order, and what cannot be */
    get: operations['executions_undoPlan'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/identity': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who you are, and what you may do */
    get: operations['identity_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/intent/submit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Submit any intent of the catalogue */
    post: operations['intents_submit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/intent/types': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What can be submitted */
    get: operations['intents_types'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/live/ticket': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Get a ticket that opens one socket within 30 seconds: `/v1/live?ticket=…` */
    post: operations['ticket_mint'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List sessions, newest first */
    get: operations['sessions_list'];
    put?: never;
    /** Start a session */
    post: operations['sessions_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/session/{sessionId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a session */
    get: operations['sessions_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/system': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which processes carry executions out, what is under way and how fast, and how it is delivered here */
    get: operations['system_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Attempt: {
      attempt: number;
      ended_at?: string | null;
      problem?: components['schemas']['Problem'];
      started_at: string;
    };
    BlockedOn: {
      concurrency_key?: string;
      detail: string;
      /** @enum {string} */
      kind: 'slot' | 'concurrency_key' | 'wait' | 'pause' | 'undo';
      step?: string;
      waits?: components['schemas']['OpenWait'][];
    };
    CallerIdentity: {
      actor?: string;
      expires_at?: string;
      scopes: string[];
      tenant_id?: string;
    };
    ColumnMapping: {
      column: string;
      content_ref: string;
      to?: string;
    };
    ColumnProfile: {
      distinct: number;
      examples: unknown[];
      max?: unknown;
      min?: unknown;
      name: string;
      nulls: number;
      quantiles?: unknown[];
      /** @enum {string|null} */
      semantic_type?:
        | 'identifier'
        | 'email'
        | 'url'
        | 'datetime'
        | 'money'
        | 'percentage'
        | 'country'
        | 'boolean'
        | 'category'
        | 'text'
        | 'number'
        | null;
      /** @enum {string} */
      type: 'boolean' | 'integer' | 'number' | 'date' | 'time' | 'timestamp' | 'text' | 'json';
    };
    Content: {
      artifact_id: string;
      created_at: string;
      execution_id: string;
      filename: string;
      /** @enum {string} */
      kind: 'table' | 'text' | 'binary';
      media_type: string;
      session_id: string;
      sha256: string;
      size: number;
    };
    ContentDetail: {
      artifact_id: string;
      created_at: string;
      execution_id: string;
      filename: string;
      /** @enum {string} */
      kind: 'table' | 'text' | 'binary';
      media_type: string;
      profile: components['schemas']['ContentProfile'];
      session_id: string;
      sha256: string;
      size: number;
    };
    ContentProfile: {
      /** @enum {string} */
      compression?: 'gzip';
      inner_media_type?: string;
      /** @enum {string} */
      kind: 'table' | 'text' | 'binary';
      tables: components['schemas']['TableProfile'][];
      text?: components['schemas']['TextProfile'];
      warnings: components['schemas']['ProfileWarning'][];
    };
    CreateMashBody: {
      content_refs: string[];
      options?: components['schemas']['MashOptions'];
      session_id: string;
      tenant_id: string;
    };
    CreateSession: {
      context?: Record<string, unknown>;
      tenant_id: string;
      user_id: string;
    };
    DataMash: {
      artifact_id: string;
      created_at: string;
      filename: string;
      /** @enum {string} */
      format: 'parquet' | 'csv' | 'json';
      lineage: components['schemas']['MashLineage'];
      mash_id: string;
      media_type: string;
      /** @enum {string} */
      mode: 'union' | 'join';
      model: components['schemas']['MashModel'];
      quality: components['schemas']['MashQuality'];
      rows: components['schemas']['MashRows'];
      session_id: string;
      sha256: string;
      size: number;
    };
    DescribedSystem: {
      contract_version: number;
      experience: components['schemas']['ExperienceSystem'];
      rates: components['schemas']['SystemRates'];
      replicas: components['schemas']['SystemReplica'][];
      running: number;
      slots: number;
      started_at: string;
      versions_in_flight: components['schemas']['VersionInFlight'][];
    };
    EventPage: {
      after?: string;
      cursors: string[];
      done: boolean;
      events: components['schemas']['ExecutionEvent'][];
      gap?: components['schemas']['PageGap'];
      next_cursor: string;
    };
    Execution: {
      blocked_on?: components['schemas']['BlockedOn'];
      created_at: string;
      cursor: string;
      done: boolean;
      error?: components['schemas']['Problem'];
      execution_id: string;
      finished_at?: string | null;
      intent_type: string;
      /** @enum {string} */
      pause_reason?: 'operator' | 'retries_exhausted' | 'uncertain' | 'history_mismatch' | 'handler_missing' | 'poison';
      progress: components['schemas']['ExecutionProgress'];
      realm: string;
      residual_effects: components['schemas']['ResidualEffect'][];
      result?: unknown;
      retry_of?: string;
      session_id: string;
      /** @enum {string} */
      status:
        | 'queued'
        | 'running'
        | 'waiting'
        | 'paused'
        | 'compensating'
        | 'compensation_failed'
        | 'succeeded'
        | 'failed'
        | 'compensated'
        | 'cancelled'
        | 'terminated';
      tenant_id: string;
      updated_at: string;
    };
    ExecutionAccepted: {
      created_at: string;
      done: boolean;
      execution_id: string;
      intent_type: string;
      links: components['schemas']['ExecutionLinks'];
      realm: string;
      session_id: string;
      /** @enum {string} */
      status:
        | 'queued'
        | 'running'
        | 'waiting'
        | 'paused'
        | 'compensating'
        | 'compensation_failed'
        | 'succeeded'
        | 'failed'
        | 'compensated'
        | 'cancelled'
        | 'terminated';
      tenant_id: string;
    };
    ExecutionDetail: {
      blocked_on?: components['schemas']['BlockedOn'];
      created_at: string;
      cursor: string;
      done: boolean;
      error?: components['schemas']['Problem'];
      execution_id: string;
      finished_at?: string | null;
      intent_type: string;
      log_dropped?: boolean;
      /** @enum {string} */
      pause_reason?: 'operator' | 'retries_exhausted' | 'uncertain' | 'history_mismatch' | 'handler_missing' | 'poison';
      progress: components['schemas']['ExecutionProgress'];
      realm: string;
      residual_effects: components['schemas']['ResidualEffect'][];
      result?: unknown;
      retry_of?: string;
      session_id: string;
      /** @enum {string} */
      status:
        | 'queued'
        | 'running'
        | 'waiting'
        | 'paused'
        | 'compensating'
        | 'compensation_failed'
        | 'succeeded'
        | 'failed'
        | 'compensated'
        | 'cancelled'
        | 'terminated';
      steps: components['schemas']['Step'][];
      tenant_id: string;
      updated_at: string;
    };
    ExecutionEvent: {
      data: Record<string, unknown>;
      executionid: string;
      id: string;
      sequence: number;
      sessionid: string;
      source: string;
      /** @enum {string} */
      specversion: '1.0';
      subject: string;
      tenantid: string;
      time: string;
      traceparent?: string;
      type: string;
    };
    ExecutionLinks: {
      events: string;
      status: string;
    };
    ExecutionPage: {
      executions: components['schemas']['Execution'][];
      next_page_token?: string;
    };
    ExecutionProgress: {
      completed_steps: number;
      current_step?: string | null;
    };
    ExperienceSystem: {
      adapters: string[];
      started_at: string;
    };
    GetContentOutput: {
      content: components['schemas']['ContentDetail'];
    };
    GiveReason: {
      reason?: string;
    };
    HandlerVersion: {
      in_flight: number;
      installed: boolean;
      version: number;
    };
    InputError: {
      code: string;
      detail: string;
      pointer: string;
    };
    IntentType: {
      payload_schema: Record<string, unknown>;
      realm: string;
      result_schema: Record<string, unknown>;
      title?: string;
      type: string;
      versions: components['schemas']['HandlerVersion'][];
    };
    IntentTypes: {
      intent_types: components['schemas']['IntentType'][];
    };
    JoinKey: {
      left: components['schemas']['JoinKeySide'];
      right: components['schemas']['JoinKeySide'];
    };
    JoinKeySide: {
      columns: string[];
      content_ref: string;
    };
    Lineage: {
      artifact_id: string;
      artifacts: components['schemas']['LineageArtifact'][];
      edges: components['schemas']['LineageEdge'][];
      executions: components['schemas']['LineageExecution'][];
      truncated: boolean;
    };
    LineageAnswer: {
      lineage: components['schemas']['Lineage'];
    };
    LineageArtifact: {
      artifact_id: string;
      deleted: boolean;
      filename: string;
      kind?: string | null;
    };
    LineageEdge: {
      from: string;
      to: string;
    };
    LineageExecution: {
      execution_id: string;
      finished: boolean;
      intent_type: string;
      realm: string;
    };
    ListContentOutput: {
      contents: components['schemas']['Content'][];
      next_page_token?: string;
    };
    MashColumn: {
      name: string;
      /** @enum {string|null} */
      semantic_type?:
        | 'identifier'
        | 'email'
        | 'url'
        | 'datetime'
        | 'money'
        | 'percentage'
        | 'country'
        | 'boolean'
        | 'category'
        | 'text'
        | 'number'
        | null;
      sources: components['schemas']['MashColumnSource'][];
      /** @enum {string} */
      type: 'boolean' | 'integer' | 'number' | 'date' | 'time' | 'timestamp' | 'text' | 'json';
    };
    MashColumnSource: {
      column: string;
      content_ref: string;
      reason: string;
    };
    MashIssue: {
      code: string;
      column?: string;
      content_ref?: string;
      count?: number;
      detail: string;
    };
    MashJoin: {
      left: components['schemas']['MashJoinSide'];
      reason: string;
      right: components['schemas']['MashJoinSide'];
    };
    MashJoinSide: {
      columns: string[];
      content_ref: string;
    };
    MashLineage: {
      execution_id: string;
      joins: components['schemas']['MashJoin'][];
      sources: components['schemas']['MashSource'][];
    };
    MashModel: {
      columns: components['schemas']['MashColumn'][];
      keys: unknown[];
    };
    MashOptions: {
      /** @enum {string} */
      format?: 'parquet' | 'csv' | 'json';
      join_keys?: components['schemas']['JoinKey'][];
      mapping?: components['schemas']['ColumnMapping'][];
      /** @enum {string} */
      mode?: 'auto' | 'union' | 'join';
      target_domain?: string;
    };
    MashQuality: {
      issues: components['schemas']['MashIssue'][];
      score: number;
    };
    MashRows: {
      dropped: number;
      in: Record<string, unknown>;
      out: number;
    };
    MashSource: {
      artifact_id: string;
      content_ref: string;
      filename: string;
      sha256: string;
      table: string;
    };
    OpenWait: {
      due_at?: string;
      /** @enum {string} */
      kind: 'sleep' | 'signal' | 'retry';
      wait: string;
    };
    PageGap: {
      oldest: string;
      status?: components['schemas']['Execution'];
    };
    PlanDataMashOutput: {
      columns: components['schemas']['MashColumn'][];
      issues: components['schemas']['MashIssue'][];
      joins: components['schemas']['MashJoin'][];
      /** @enum {string} */
      mode: 'union' | 'join';
      rows_in: Record<string, unknown>;
    };
    PlanMashBody: {
      content_refs: string[];
      options?: components['schemas']['MashOptions'];
      tenant_id: string;
    };
    PlannedUndo: {
      /** @enum {string} */
      action: 'undo' | 'irreversible' | 'skipped';
      /** @enum {string} */
      effect: 'applied' | 'unknown';
      reason?: string;
      step: string;
    };
    PreviewColumn: {
      name: string;
      /** @enum {string} */
      type: 'boolean' | 'integer' | 'number' | 'date' | 'time' | 'timestamp' | 'text' | 'json';
    };
    PreviewContentOutput: {
      columns: components['schemas']['PreviewColumn'][];
      next_page_token?: string;
      rows: unknown[];
    };
    Problem: {
      allowed?: string[];
      code: string;
      detail: string;
      errors?: components['schemas']['InputError'][];
      execution_id?: string;
      instance?: string;
      retryable: boolean;
      status: number;
      step?: string;
      title: string;
      trace_id?: string;
      type: string;
    };
    ProfileContentOutput: {
      profile: components['schemas']['ContentProfile'];
    };
    ProfileWarning: {
      code: string;
      column?: string;
      detail: string;
      row?: number;
      table?: string;
    };
    ResidualEffect: {
      /** @enum {string} */
      cause: 'irreversible' | 'skipped' | 'terminated';
      reason?: string;
      step: string;
    };
    ResolveStep: {
      evidence: string;
      /** @enum {string} */
      outcome: 'applied' | 'not_applied';
      output?: unknown;
    };
    ResolveUndo: {
      evidence: string;
    };
    SendSignal: {
      id?: string;
      payload?: unknown;
    };
    Session: {
      context: Record<string, unknown>;
      created_at: string;
      expires_at: string;
      session_id: string;
      /** @enum {string} */
      status: 'open' | 'closed' | 'expired';
      tenant_id: string;
      updated_at: string;
      user_id: string;
    };
    SessionAnswer: {
      session: components['schemas']['Session'];
    };
    SessionPage: {
      next_page_token?: string;
      sessions: components['schemas']['Session'][];
    };
    SkipUndo: {
      reason: string;
    };
    SocketTicket: {
      expires_at: string;
      ticket: string;
    };
    Step: {
      attempts: components['schemas']['Attempt'][];
      name: string;
      output?: unknown;
      /** @enum {string} */
      state: 'running' | 'retrying' | 'uncertain' | 'succeeded' | 'failed';
      undo?: components['schemas']['StepUndo'];
      /** @enum {string} */
      undo_kind: 'function' | 'none' | 'irreversible';
    };
    StepUndo: {
      attempts: components['schemas']['Attempt'][];
      reason?: string;
      /** @enum {string} */
      state: 'pending' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'skipped' | 'resolved' | 'not_needed';
    };
    SubmitIntent: {
      concurrency_key?: string;
      intent_type: string;
      payload: Record<string, unknown>;
      realm: string;
      session_id: string;
      tenant_id: string;
    };
    SystemRates: {
      accepted_per_s: number;
      ended_per_s: number;
      events_per_s: number;
      window_s: number;
    };
    SystemReplica: {
      answering: boolean;
      handlers: string[];
      lease_until?: string;
      replica_id: string;
    };
    TableProfile: {
      candidate_keys: unknown[];
      columns: components['schemas']['ColumnProfile'][];
      delimiter?: string;
      duplicate_rows: number;
      encoding?: string;
      header: boolean;
      name: string;
      rows: number;
    };
    Terminate: {
      reason: string;
    };
    TextProfile: {
      characters: number;
      encoding: string;
      lines: number;
    };
    UndoPlan: {
      execution_id: string;
      /** @enum {string} */
      status:
        | 'queued'
        | 'running'
        | 'waiting'
        | 'paused'
        | 'compensating'
        | 'compensation_failed'
        | 'succeeded'
        | 'failed'
        | 'compensated'
        | 'cancelled'
        | 'terminated';
      steps: components['schemas']['PlannedUndo'][];
    };
    VersionInFlight: {
      in_flight: number;
      installed: boolean;
      intent_type: string;
      version: number;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  content_list: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
        session_id?: string;
        tenant_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ListContentOutput'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  content_get: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
      };
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['GetContentOutput'];
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deletion_remove: {
    parameters: {
      query?: {
        session_id?: string;
        tenant_id?: string;
      };
      header?: {
        /** @description The same key and body again give the first answer again */
        'Idempotency-Key'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the end of the execution */
        Prefer?: string;
      };
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionAccepted'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  content_download: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
        /** @description Which bytes; all of them if left out */
        Range?: string;
      };
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          '*/*': string;
        };
      };
      /** @description The range that was asked for */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          '*/*': string;
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  content_lineage: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
      };
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LineageAnswer'];
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  content_preview: {
    parameters: {
      query?: {
        page_token?: string;
        rows?: number;
        table?: string;
        tenant_id?: string;
      };
      header?: never;
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PreviewContentOutput'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  content_profile: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
      };
      path: {
        contentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProfileContentOutput'];
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  'datamash_create[1]': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body again give the first answer again */
        'Idempotency-Key'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the end of the execution */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateMashBody'];
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionAccepted'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  upload_upload: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body again give the first answer again */
        'Idempotency-Key'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the end of the execution */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: string;
          session_id: string;
          tenant_id: string;
        };
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionAccepted'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  datamash_get: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
      };
      path: {
        mashId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DataMash'];
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  datamash_download: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description ETags of what is known already; the answer is 304 if it is still so */
        'If-None-Match'?: string;
        /** @description Which bytes; all of them if left out */
        Range?: string;
      };
      path: {
        mashId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          '*/*': string;
        };
      };
      /** @description The range that was asked for */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          '*/*': string;
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  'datamash_create[0]': {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body again give the first answer again */
        'Idempotency-Key'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the end of the execution */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateMashBody'];
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionAccepted'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  datamash_plan: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PlanMashBody'];
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PlanDataMashOutput'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  events_ofTenant: {
    parameters: {
      query?: {
        after?: string;
        intent_type?: string;
        session_id?: string;
        tenant_id?: string;
        type?: string;
      };
      header?: {
        /** @description The cursor of the last event that was seen; it goes before `after` */
        'Last-Event-ID'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the next event */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventPage'];
          'text/event-stream': string;
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  executions_list: {
    parameters: {
      query?: {
        created_after?: string;
        intent_type?: string;
        page_size?: number;
        page_token?: string;
        realm?: string;
        session_id?: string;
        status?:
          | 'queued'
          | 'running'
          | 'waiting'
          | 'paused'
          | 'compensating'
          | 'compensation_failed'
          | 'succeeded'
          | 'failed'
          | 'compensated'
          | 'cancelled'
          | 'terminated';
        tenant_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionPage'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  executions_get: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionDetail'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_cancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['GiveReason'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_resolveUndo: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResolveUndo'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_retryUndo: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_skipUndo: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SkipUndo'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  events_ofExecution: {
    parameters: {
      query?: {
        after?: string;
        tenant_id?: string;
        type?: string;
      };
      header?: {
        /** @description The cursor of the last event that was seen; it goes before `after` */
        'Last-Event-ID'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the next event */
        Prefer?: string;
      };
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventPage'];
          'text/event-stream': string;
        };
      };
      /** @description Nothing follows */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_pause: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['GiveReason'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_resume: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_retry: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_signal: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SendSignal'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  executions_status: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: {
        /** @description The ETag of the status that is known */
        'If-None-Match'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for another status */
        Prefer?: string;
      };
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Unchanged */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_resolveStep: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
        step: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResolveStep'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  operator_terminate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Terminate'];
      };
    };
    responses: {
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  executions_undoPlan: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: never;
      path: {
        executionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UndoPlan'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  identity_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CallerIdentity'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  intents_submit: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key and body again give the first answer again */
        'Idempotency-Key'?: string;
        /** @description `wait=N` waits up to N seconds (30 at most) for the end of the execution */
        Prefer?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubmitIntent'];
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Execution'];
        };
      };
      /** @description Accepted: it is on disk and will be carried out */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExecutionAccepted'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  intents_types: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IntentTypes'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ticket_mint: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SocketTicket'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sessions_list: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
        tenant_id?: string;
        user_id?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionPage'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sessions_create: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateSession'];
      };
    };
    responses: {
      /** @description Created */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionAnswer'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  sessions_get: {
    parameters: {
      query?: {
        tenant_id?: string;
      };
      header?: never;
      path: {
        sessionId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SessionAnswer'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  system_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DescribedSystem'];
        };
      };
      /** @description What was wrong, and what to do */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}

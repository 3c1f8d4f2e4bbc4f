// Written by test/routes.test.ts from the contract. Run `pnpm -C packages/sdk generate` when the contract changes.
// biome-ignore-all format: written by a program

/** The contract as far as a client needs it at run time: method, path, structure and scopes of each operation. */
export const routes = {
  "health": {
    "live": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": [],
        },
        "route": {
          "method": "GET",
          "path": "/health/live",
          "outputStructure": "detailed",
        },
      },
    },
    "ready": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": [],
        },
        "route": {
          "method": "GET",
          "path": "/health/ready",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "disbursements": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:disbursements:write"],
        },
        "route": {
          "method": "POST",
          "path": "/disbursements",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "settle": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:disbursements:write"],
        },
        "route": {
          "method": "POST",
          "path": "/disbursements/{id}/settle",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "payments": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/payments",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "fees": {
    "assess": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:fees:write"],
        },
        "route": {
          "method": "POST",
          "path": "/fees",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "accruals": {
    "postBatch": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:accruals:write"],
          "bodyLimit": 33554432,
        },
        "route": {
          "method": "POST",
          "path": "/accruals/batch",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "loans": {
    "balance": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:balances:read"],
        },
        "route": {
          "method": "GET",
          "path": "/loans/{loan_id}/balance",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "journalEntries": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/loans/{loan_id}/journal-entries",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
} as const;

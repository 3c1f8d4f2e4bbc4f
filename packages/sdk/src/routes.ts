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
    "settle": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/payments/{id}/settle",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "return": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/payments/{id}/return",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "receipts": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/receipts",
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
    "waive": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:fees:write"],
        },
        "route": {
          "method": "POST",
          "path": "/fees/{id}/waive",
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
    "coverage": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/accruals/coverage",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/accruals/{id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "loans": {
    "open": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:loans:write"],
        },
        "route": {
          "method": "POST",
          "path": "/loans",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:balances:read"],
        },
        "route": {
          "method": "GET",
          "path": "/loans/{loan_id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
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
    "allocateSuspense": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/loans/{loan_id}/allocations",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "refundSuspense": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:payments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/loans/{loan_id}/refunds",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "setNonaccrual": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:loans:write"],
        },
        "route": {
          "method": "POST",
          "path": "/loans/{loan_id}/nonaccrual",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "chargeoffs": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:chargeoffs:write"],
        },
        "route": {
          "method": "POST",
          "path": "/chargeoffs",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "recoveries": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:chargeoffs:write"],
        },
        "route": {
          "method": "POST",
          "path": "/recoveries",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "refinances": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:loans:write"],
        },
        "route": {
          "method": "POST",
          "path": "/refinances",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "restructures": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:loans:write"],
        },
        "route": {
          "method": "POST",
          "path": "/restructures",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "reversals": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:adjustments:write"],
          "bodyLimit": 33554432,
        },
        "route": {
          "method": "POST",
          "path": "/reversals",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "adjustments": {
    "create": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:adjustments:write"],
        },
        "route": {
          "method": "POST",
          "path": "/adjustments",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/adjustments/{id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "list": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/adjustments",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "approve": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:adjustments:approve"],
        },
        "route": {
          "method": "POST",
          "path": "/adjustments/{id}/approve",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "reject": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:adjustments:approve"],
        },
        "route": {
          "method": "POST",
          "path": "/adjustments/{id}/reject",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "programs": {
    "put": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:programs:write"],
        },
        "route": {
          "method": "PUT",
          "path": "/programs/{program_id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:programs:read"],
        },
        "route": {
          "method": "GET",
          "path": "/programs/{program_id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "list": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:programs:read"],
        },
        "route": {
          "method": "GET",
          "path": "/programs",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "accounts": {
    "list": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/accounts",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "map": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:programs:write"],
        },
        "route": {
          "method": "PUT",
          "path": "/accounts/{account_code}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "journalEntries": {
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/journal-entries/{id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "list": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/journal-entries",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "books": {
    "trialBalance": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/trial-balance",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "closePeriod": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:books:close"],
        },
        "route": {
          "method": "POST",
          "path": "/periods/close",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "periods": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/periods",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "tieOut": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/tie-out",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "rollForward": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/roll-forward",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
  "events": {
    "list": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/events",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
    "get": {
      "~orpc": {
        "errorMap": {},
        "meta": {
          "scopes": ["hpts:ledger:read"],
        },
        "route": {
          "method": "GET",
          "path": "/events/{id}",
          "inputStructure": "detailed",
          "outputStructure": "detailed",
        },
      },
    },
  },
} as const;

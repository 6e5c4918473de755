// How an application configures GraphQL Code Generator; the schema comes from the running server.

export default {
  schema: `${process.env.SERVER}/graphql`,
  documents: 'codegen/main.ts',
  generates: {
    'codegen/generated/': {
      preset: 'client',
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        emitLegacyCommonJSImports: false,
        importExtension: '.js',
        strictScalars: true,
        scalars: { DateTime: 'string', JSON: 'unknown', NaiveDate: 'string', Upload: 'File' },
      },
    },
  },
};

import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "**/node_modules/", "dist/", "**/dist/", ".sandbox/"] },
  ...tseslint.configs.strict,
  // The entries of pack and plugin, and what packs them, run before anything could compile them.
  { files: ["entry/plugin.js", "policypack/*.js", "tools/notices.js"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  {
    files: ["**/*.ts"],
    plugins: { "@pulumi": pulumi },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      // A component resource registers itself: `new Alarms(…)` alone on a line is Pulumi's way of declaring it.
      "no-new": "off",
    },
  },
  // Each example has a tsconfig.json of its own, for whoever copies it. Here they are one program with all other sources.
  { files: ["examples/**/*.ts"], languageOptions: { parserOptions: { projectService: false, project: "tsconfig.json" } } },
);

module s3-encryption-audit/tools/pulumi-cli/cli

go 1.23.11

require (
	github.com/pulumi/pulumi/pkg/v3 v3.200.0
	github.com/pulumi/pulumi/sdk/v3 v3.200.0
)

module s3-encryption-audit/tools/pulumi-cli/language-nodejs

go 1.22

require github.com/pulumi/pulumi/sdk/v3 v3.68.0

# The signatures of the default database. One file per line; a lint compares this list with
# the folder.
pattern_files = \
	%D%/alb.yaml \
	%D%/api.yaml \
	%D%/app.yaml \
	%D%/auth.yaml \
	%D%/aws.yaml \
	%D%/build.yaml \
	%D%/cdk.yaml \
	%D%/celery.yaml \
	%D%/cfn.yaml \
	%D%/codebuild.yaml \
	%D%/config.yaml \
	%D%/container.yaml \
	%D%/db.yaml \
	%D%/django.yaml \
	%D%/dns.yaml \
	%D%/docker.yaml \
	%D%/dotnet.yaml \
	%D%/dynamodb.yaml \
	%D%/ecs-changes.yaml \
	%D%/ecs.yaml \
	%D%/elasticsearch.yaml \
	%D%/go.yaml \
	%D%/gpu.yaml \
	%D%/grpc.yaml \
	%D%/health.yaml \
	%D%/huggingface.yaml \
	%D%/iam.yaml \
	%D%/image.yaml \
	%D%/innocent.yaml \
	%D%/java.yaml \
	%D%/jenkins.yaml \
	%D%/kafka.yaml \
	%D%/kms.yaml \
	%D%/lambda.yaml \
	%D%/logs.yaml \
	%D%/ml.yaml \
	%D%/mlflow.yaml \
	%D%/mongodb.yaml \
	%D%/mysql.yaml \
	%D%/nest.yaml \
	%D%/net.yaml \
	%D%/node.yaml \
	%D%/npm.yaml \
	%D%/oauth.yaml \
	%D%/php.yaml \
	%D%/postgres.yaml \
	%D%/prisma.yaml \
	%D%/proxy.yaml \
	%D%/python.yaml \
	%D%/rabbitmq.yaml \
	%D%/rails.yaml \
	%D%/redis.yaml \
	%D%/ruby.yaml \
	%D%/rust.yaml \
	%D%/s3.yaml \
	%D%/secrets.yaml \
	%D%/smtp.yaml \
	%D%/spring.yaml \
	%D%/sqlite.yaml \
	%D%/sqs.yaml \
	%D%/ssm.yaml \
	%D%/terraform.yaml \
	%D%/tls.yaml

EXTRA_DIST += $(pattern_files) %D%/README.md %D%/schema.json

/* format_samples: one input or more of every format, for tests that go through all. */
#ifndef UNIT_FORMAT_SAMPLES_H
#define UNIT_FORMAT_SAMPLES_H

#define TASK "3f1c0d2e4b5a69788796a5b4c3d2e1f0"
#define UUID "5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35"

static const struct {
    const char *format, *input;
    unsigned events; /* at least */
} samples[] = {
    { "filter-log-events",
      "{\"events\":[{\"logStreamName\":\"s\",\"timestamp\":1759329912123,\"message\":\"ERROR: "
      "a\\n  b\",\"ingestionTime\":1759329912999,\"eventId\":\"1\"},{\"logStreamName\":\"s\","
      "\"timestamp\":1759329913123,\"message\":\"two\",\"eventId\":\"2\"}]}\n",
      2 },
    { "cloudwatch-subscription",
      "{\"messageType\":\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":[{"
      "\"id\":\"1\",\"timestamp\":1759329912123,\"message\":\"a\"}]}{\"messageType\":"
      "\"DATA_MESSAGE\",\"logGroup\":\"g\",\"logStream\":\"s\",\"logEvents\":[{\"id\":\"2\","
      "\"timestamp\":1759329913123,\"message\":\"b\"}]}",
      2 },
    { "get-log-events",
      "{\n    \"events\": [\n        {\n            \"timestamp\": 1759329912123,\n            "
      "\"message\": \"ERROR: boom\",\n            \"ingestionTime\": 1759329914001\n        }\n    "
      "],\n    \"nextForwardToken\": \"f/1\"\n}\n",
      1 },
    { "cloudwatch-query", "[\n    [\n        1759329912123,\n        \"ERROR: boom\"\n    ]\n]\n",
      1 },
    { "insights-results",
      "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"2025-10-01 14:45:12.123\"},{\"field\":"
      "\"@message\",\"value\":\"ERROR: boom\"}]],\"status\":\"Complete\"}\n",
      1 },
    { "insights-json",
      "[\n    {\n        \"@timestamp\": \"2025-10-01 14:45:12.123\",\n        \"@message\": {\n"
      "            \"level\": \"error\",\n            \"msg\": \"boom\"\n        }\n    }\n]\n",
      1 },
    { "describe-services",
      "{\"services\":[{\"serviceName\":\"api\",\"serviceArn\":\"arn:aws:ecs:eu-west-1:1:service/p/"
      "api\",\"events\":[{\"id\":\"1\",\"createdAt\":\"2025-10-01T14:41:02Z\",\"message\":"
      "\"(service api) has reached a steady state.\"}]}],\"failures\":[]}\n",
      1 },
    { "describe-service-deployments",
      "{\"serviceDeployments\":[{\"serviceDeploymentArn\":\"arn:aws:ecs:eu-west-1:1:service-"
      "deployment/p/api/x\",\"serviceArn\":\"arn:aws:ecs:eu-west-1:1:service/p/api\",\"createdAt\":"
      "\"2025-10-01T14:41:02Z\",\"status\":\"ROLLBACK_FAILED\",\"statusReason\":\"x\","
      "\"targetServiceRevision\":{\"arn\":\"a\"}}],\"failures\":[]}\n",
      1 },
    { "describe-tasks",
      "{\"tasks\":[{\"taskArn\":\"arn:aws:ecs:eu-west-1:1:task/prod/3f1c\",\"taskDefinitionArn\":"
      "\"arn:aws:ecs:eu-west-1:1:task-definition/api:42\",\"clusterArn\":\"c\",\"lastStatus\":"
      "\"STOPPED\",\"stoppedAt\":\"2025-10-01T14:45:40Z\",\"stopCode\":"
      "\"EssentialContainerExited\","
      "\"containers\":[{\"name\":\"app\",\"exitCode\":1,\"lastStatus\":\"STOPPED\"}]}]}\n",
      1 },
    { "describe-task-definition",
      "{\"taskDefinition\":{\"taskDefinitionArn\":\"arn:aws:ecs:eu-west-1:1:task-definition/"
      "api:42\",\"family\":\"api\",\"revision\":42,\"containerDefinitions\":[{\"name\":\"app\","
      "\"image\":\"api:1\"}]}}\n",
      1 },
    { "eventbridge",
      "{\"version\":\"0\",\"id\":\"x\",\"detail-type\":\"ECS Service Action\",\"source\":"
      "\"aws.ecs\",\"time\":\"2025-10-01T14:45:41Z\",\"region\":\"r\",\"resources\":[\"arn:aws:ecs:"
      "eu-west-1:1:service/prod/api\"],\"detail\":{\"eventType\":\"WARN\",\"eventName\":"
      "\"SERVICE_TASK_START_IMPAIRED\",\"createdAt\":\"2025-10-01T14:46:10.087Z\"}}\n",
      1 },
    { "describe-events",
      "{\"OperationEvents\":[{\"StackId\":\"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0\","
      "\"EventId\":\"e\",\"EventType\":\"STACK_EVENT\",\"OperationType\":\"CREATE_STACK\","
      "\"LogicalResourceId\":\"Api\",\"ResourceType\":\"AWS::ECS::Service\",\"Timestamp\":"
      "\"2025-10-01T14:47:40Z\",\"ResourceStatus\":\"CREATE_FAILED\"}]}\n",
      1 },
    { "describe-stack-events",
      "{\"StackEvents\":[{\"StackId\":\"arn:aws:cloudformation:eu-west-1:1:stack/checkout/d0\","
      "\"EventId\":\"e\",\"StackName\":\"checkout\",\"LogicalResourceId\":\"Api\",\"ResourceType\":"
      "\"AWS::ECS::Service\",\"Timestamp\":\"2025-10-01T14:47:40Z\",\"ResourceStatus\":"
      "\"UPDATE_FAILED\",\"ResourceStatusReason\":\"x\"}]}\n",
      1 },
    { "describe-target-health",
      "{\"TargetHealthDescriptions\":[{\"Target\":{\"Id\":\"10.0.1.23\",\"Port\":8080},"
      "\"TargetHealth\":{\"State\":\"unhealthy\",\"Reason\":\"Target.Timeout\"}}]}\n",
      1 },
    { "cloudtrail",
      "{\"Records\":[{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AWSService\"},"
      "\"eventTime\":\"2025-10-01T14:40:02Z\",\"eventSource\":\"ecs.amazonaws.com\",\"eventName\":"
      "\"UpdateService\",\"errorCode\":\"AccessDenied\"}]}\n",
      1 },
    { "cloudtrail-lookup-events",
      "{\"Events\":[{\"EventId\":\"1\",\"EventName\":\"UpdateService\",\"EventTime\":"
      "\"2025-10-01T14:40:02Z\",\"Username\":\"ci\",\"CloudTrailEvent\":\"{\\\"eventTime\\\":"
      "\\\"2025-10-01T14:40:02Z\\\",\\\"eventSource\\\":\\\"ecs.amazonaws.com\\\","
      "\\\"eventName\\\":"
      "\\\"UpdateService\\\",\\\"userIdentity\\\":{\\\"type\\\":\\\"x\\\"}}\"}]}\n",
      1 },
    { "lambda-platform",
      "{\"time\":\"2025-10-01T14:45:12.766Z\",\"type\":\"platform.report\",\"record\":{"
      "\"requestId\":\"8f3c\",\"metrics\":{\"durationMs\":3000.5},\"status\":\"timeout\"}}\n",
      1 },
    { "docker-inspect",
      "[{\"Id\":\"0a\",\"Name\":\"/api\",\"Created\":\"2025-10-01T14:45:12Z\",\"State\":{"
      "\"Status\":\"exited\",\"OOMKilled\":true,\"ExitCode\":137,\"Error\":\"\",\"StartedAt\":"
      "\"2025-10-01T14:45:12Z\",\"FinishedAt\":\"2025-10-01T14:46:12Z\"},\"Image\":\"sha256:a\","
      "\"RestartCount\":3,\"Config\":{\"Image\":\"api:1\"}}]\n",
      1 },
    { "kubectl-events",
      "{\"items\":[{\"kind\":\"Event\",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"api-1\"},"
      "\"reason\":\"BackOff\",\"message\":\"Back-off restarting\",\"type\":\"Warning\",\"count\":3,"
      "\"firstTimestamp\":\"2025-10-01T14:45:12Z\",\"lastTimestamp\":\"2025-10-01T14:46:12Z\"}]}\n",
      1 },
    { "kubectl-pods",
      "{\"items\":[{\"kind\":\"Pod\",\"metadata\":{\"name\":\"api-1\"},\"status\":{"
      "\"containerStatuses\":[{\"name\":\"app\",\"image\":\"a:1\",\"imageID\":\"i\",\"ready\":"
      "false,\"restartCount\":3,\"state\":{"
      "\"waiting\":{\"reason\":\"CrashLoopBackOff\",\"message\":\"x\"}},\"lastState\":{"
      "\"terminated\":{\"exitCode\":137,\"reason\":\"OOMKilled\",\"finishedAt\":"
      "\"2025-10-01T14:46:12Z\"}}}]}}]}\n",
      1 },
    { "kubectl-objects",
      "{\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"api\"},"
      "\"spec\":{}}]}\n",
      1 },
    { "alb-access-log",
      "https 2025-10-01T14:45:12.123641Z app/shop/7b 203.0.113.7:41522 10.0.1.23:8080 0.000 0.001 "
      "-1 502 - 34 366 \"GET https://x:443/ HTTP/1.1\" \"curl\" - -\n",
      1 },
    { "gh-run-log", "build\tTest\t2025-10-01T14:45:12.1234567Z ##[error]x\n", 1 },
    { "docker-json-file",
      "{\"log\":\"ERROR: a\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n"
      "{\"log\":\"  b\\n\",\"stream\":\"stderr\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n",
      1 },
    { "docker-json-file",
      "{\"log\":\"a\",\"stream\":\"stdout\",\"_p\":\"F\",\"time\":\"2025-10-01T14:45:12.1Z\","
      "\"kubernetes\":{\"pod_name\":\"p\",\"container_name\":\"c\"}}\n"
      "{\"log\":\"b\",\"stream\":\"stdout\",\"_p\":\"P\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n"
      "{\"log\":\"c\",\"stream\":\"stdout\",\"_p\":\"F\",\"time\":\"2025-10-01T14:45:12.1Z\"}\n",
      2 },
    { "firelens",
      "{\"container_id\":\"3f1c\",\"container_name\":\"app\",\"source\":\"stderr\",\"log\":"
      "\"ERROR: boom\",\"ecs_cluster\":\"prod\"}\n",
      1 },
    { "cri",
      "2025-10-01T14:45:12.123456789Z stdout P ha\n2025-10-01T14:45:12.123456789Z stdout F lf\n",
      1 },
    { "aws-text",
      "b/39234567890123456789012345678901234567890123456789012345\tf/39234\n"
      "EVENTS\t1759329914001\tERROR: a\n  "
      "b\n\t1759329912123\nEVENTS\t1759329914001\tc\t1759329913123\n",
      2 },
    { "aws-table",
      "|+--+|\n||  1 |  1759329914001 |  s |  ERROR: a\n  b\n  |  1759329912123  ||\n|+--+|\n", 1 },
    { "aws-table",
      "|  FilterLogEvents  |\n||  eventId       |  1  ||\n||  logStreamName |  ecs/app/" TASK
      " ||\n||  message       |  ERROR: a\n  b\n   ||\n||  timestamp     |  1759329912123 ||\n"
      "||  logStreamName |  s ||\n||  message       |  c  ||\n||  timestamp     |  1759329913123 "
      "||\n",
      2 },
    { "insights-text",
      "CWLI\tComplete\nRESULTS\t@timestamp\t2025-10-01 14:45:12.123\nRESULTS\t@message\ta\n"
      "STATISTICS\t3.0\t1.0\t2.0\n",
      1 },
    { "insights-text",
      "RESULTS\t@timestamp\t2025-10-01 14:45:12.123\nRESULTS\t@message\ta\tb\n  c\n"
      "RESULTS\t@timestamp\t2025-10-01 14:45:11.123\nRESULTS\t@message\td\n",
      2 },
    { "journal-iso", "2025-10-01T14:45:12+0000 host app[12]: boom\n", 1 },
    { "fly", "2025-10-01T14:45:12Z app[148ed127c74e89] iad [error]boom\n", 1 },
    { "gitlab", "2026-09-11T11:17:02.145771Z 01E ha\n2026-09-11T11:17:02.145771Z 01E+lf\n", 1 },
    { "heroku", "2025-10-01T14:45:12.123456+00:00 app[web.1]: boom\n", 1 },
    { "railway", "2025-11-28T20:26:34.395319528Z [err]  boom\n", 1 },
    { "render",
      "2025-10-01T14:45:12.12345678Z Error: x\n2025-10-01T14:45:12.1234Z     at f (a.js:1:2)\n",
      1 },
    { "aws-logs-tail",
      "2025-10-01T14:45:12.123000+00:00 ecs/app/" TASK " \n{\n    \"level\": \"error\",\n    "
      "\"msg\": \"x\"\n}\n2025-10-01T14:45:13+00:00 ecs/app/" TASK " y\n",
      2 },
    { "codebuild", "[Container] 2025/10/01 14:45:10.120394 Running command x\n", 1 },
    { "awslogs", "/ecs/api ecs/app/" TASK " boom\n", 1 },
    { "sam-logs", "2025/10/01/[$LATEST]17b2 2025-10-01T14:45:12.123000 boom\n", 1 },
    { "docker-logs", "2025-10-01T14:45:12.123456789Z boom\n", 1 },
    { "syslog", "<11>1 2025-10-01T14:45:12.123456Z host app 123 ID47 [sd@1 k=\"v\"] msg\n", 1 },
    { "lambda",
      "START RequestId: " UUID " Version: $LATEST\n2025-10-01T14:45:12.123Z\t" UUID "\tERROR\ta\r  "
      "b\nREPORT RequestId: " UUID "\tDuration: 26.73 ms\n",
      3 },
    { "console-copy", "2025-10-01T14:45:12.123Z\nERROR: x\n2025-10-01T14:45:13.123Z\ny\n", 2 },
    { "console-copy",
      "Timestamp\n\t\nMessage\n\nNo older events at this moment. \nRetry\n"
      "2025-10-01T14:45:12.123-06:00\nERROR: x\ty\n\nERROR: x y\n2025-10-01T14:45:13.123-06:00\n"
      "{\n    \"level\": \"error\",\n    \"msg\": \"b\"\n}\n{\"level\":\"error\",\"msg\":\"b\"}\n"
      "No newer events at this moment. \nAuto retry paused.\n \nResume\n",
      2 },
    { "iso-tab", "1.7593299121234567e+09\terror\tx/y.go:1\tboom\n", 1 },
    { "iso-tab",
      "2025-10-01T16:45:52.149+02:00\tERROR x\nNo newer events at this moment. Auto retry paused. "
      "Resume\n",
      1 },
    { "iso-tab", "2025-10-01T16:45:52.149000+02:00\t(service api) has started\n", 1 },
    { "github-actions", "2025-10-01T14:45:12.1234567Z ##[error]x\n", 1 },
    { "ecs-agent", "level=error time=2025-10-01T14:45:12Z msg=\"x\"\n", 1 },
    { "journal-export",
      "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1759329912123000\nPRIORITY=4\nMESSAGE=one\n\n", 1 },
    { "insights-csv", "@timestamp,@message\n2025-10-01 14:45:12.123,\"a\nb\"\n", 1 },
    { "aws-yaml", "events:\n- eventId: '1'\n  message: \"a\\n  b\"\n  timestamp: 1759329912123\n",
      1 },
    { "cloudwatch-csv", "timestamp,message\n1759329912123,\"a, \"\"b\"\"\nc\n\"\n", 1 },
    { "spring-boot",
      "2025-10-01T14:45:12.123Z ERROR 1 --- [app] [   main] o.s.X   : "
      "boom\n\njava.lang.StackOverflowError: x\n"
      "\tat a.b(c.java:1)\n",
      1 },
    { "s3-export", "2025-10-01T14:45:12.123Z ERROR a\nb\n2025-10-01T14:45:13.123Z c\n", 2 },
    { "aws-logs-tail-short", "2025-10-01T14:45:12 ERROR: x\n2025-10-01T14:45:13 y\n", 2 },
    { "syslog-bsd", "<11>Oct  1 14:45:12 host app[123]: msg\n", 1 },
    { "klog", "E1001 14:45:12.123456       1 a.go:147] boom\n", 1 },
    { "ruby-logger", "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: boom\n", 1 },
    { "php-fpm",
      "[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: \"PHP message: PHP "
      "Fatal error:  x\"\n[01-Oct-2025 14:45:12] WARNING: [pool www] child 7 said into stderr: "
      "\"Stack trace:\"\n",
      1 },
    { "php-error-log", "[01-Oct-2025 14:45:12 UTC] PHP Fatal error:  x\nStack trace:\n#0 {main}\n",
      1 },
    { "journal", "Oct 01 14:45:12 host app[12]: boom\n", 1 },
    { "journal",
      "-- Logs begin at Mon 2025-09-29 10:00:00 UTC, end at Wed 2025-10-01 14:46:00 UTC. --\n"
      "Oct 01 14:45:12 host app[12]: Traceback (most recent call last):\n"
      "                                File \"a.py\", line 1\n"
      "                              KeyError: 'DB'\n-- Boot 3f1c --\nOct 01 14:45:13 host b[1]: "
      "x\n"
      "plain\n",
      3 },
    { "java-util-logging", "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\n", 1 },
    { "dotnet-console", "fail: A.B[13]\n      boom\n         at A.B() in a.cs:line 3\n", 1 },
    { "nginx-error", "2025/10/01 14:45:12 [error] 7#7: *1 boom\n", 1 },
    { "apache-error", "[Wed Oct 01 14:45:12 2025] [error] boom\n", 1 },
    { "access-log", "10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] \"GET / HTTP/1.1\" 502 157\n", 1 },
    { "postgresql",
      "2025-10-01 14:45:12.123 UTC [42] ERROR:  a\n2025-10-01 14:45:12.123 UTC [42] DETAIL:  b\n",
      1 },
    { "epoch-ms", "1759329912123\tERROR: boom\n  more\n", 1 },
    { "gunicorn", "[2025-10-01 14:45:12 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:9)\n", 1 },
    { "docker-service", "api.1.1xjbrnzvv2h2@node-1    | boom\n", 1 },
    { "celery", "[2025-10-01 14:45:12,123: ERROR/ForkPoolWorker-1] Task x\n", 1 },
    { "uvicorn", "INFO:     Started server process [1]\n", 1 },
    { "hadoop", "17/06/09 20:10:40 INFO storage.BlockManager: Found block\n", 1 },
    { "logcat", "03-17 16:13:38.811  1702  2395 E WindowManager: x\n", 1 },
    { "device", "20171223-22:15:29:606|Step_LSC|30002312|x\n", 1 },
    { "kubectl-logs", "[pod/api-7d9f8c6b5d-x2x9q/app] boom\n", 1 },
    { "cdk",
      "a |  3/12 | 4:47:40 PM | UPDATE_FAILED        | AWS::ECS::Service | "
      "x\n\t/app/lib/a.ts:31:5\n",
      1 },
    { "stern", "api-7d9f8c6b5d-x2x9q app boom\n", 1 },
    { "docker-compose", "api-1  | ERROR: a\nweb-1  | x\napi-1  |   b\n", 2 },
    { "procfile", "20:01:04 web.1  | ERROR: a\n20:01:04 job.12 | x\n20:01:05 web.1  |   b\n", 2 },
    { "kubernetes-events", "  Warning  Unhealthy  2m    kubelet  Readiness probe failed\n", 1 },
    { "buildkit", "#12 3.118 npm ERR! code\n", 1 },
    { "gitlab-section", "section_start:1560896352:x\rHeader\n", 1 },
    { "terraform", "\xE2\x95\xB7\n\xE2\x94\x82 Error: x\n\xE2\x94\x82 more\n\xE2\x95\xB5\n", 1 },
    { "buildkit-excerpt", "3.118 npm ERR! code\n", 1 },
    { "clock", "[16:50:28.914] Error: x\n[16:50:28.914]     at f (a.js:1:2)\n", 1 },
    { "json-lines", "{\"level\":\"error\",\"time\":1759329912123,\"msg\":\"boom\"}\n", 1 },
    { "json-lines",
      "{\"level\":\"error\",\"msg\":\"a}{\\\"b\"}{\"level\":\"info\",\"msg\":\"b\"} "
      "{\"msg\":\"c\"}",
      3 },
    { "text",
      "2025-10-01 14:45:12,123 ERROR a\tb\t2025-10-01 14:45:12,124 INFO c\n\t2025-10-01 "
      "14:45:12,125 "
      "ERROR d\te\n",
      3 },
    { "text", "ERROR: first\tINFO: second, cut\tat a tab", 2 },
    { "text", "first\nError: x\n    at f (a.js:1:2)\n", 2 },
};

#endif

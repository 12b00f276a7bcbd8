#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "frame/frame_docs.h"
#include "frame/frame_lines.h"

static const struct framer_options no_options = { .zone_s = 0 };

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define TASK "3f1c0d2e4b5a69788796a5b4c3d2e1f0"
#define T0 "2025-10-01T14:45:12.123000+00:00 ecs/app/" TASK " "
#define T1 "2025-10-01T14:45:12.124000+00:00 ecs/app/" TASK " "
#define EV "12.123|ecs/app/" TASK "|"

/* Takes the place of the document half, unless that is linked. */
bool frame_docs_begin(struct slice window);
__attribute__((weak)) bool frame_docs_begin(struct slice window)
{
    return slice_find(window, SLICE("\"logEvents\""), 0) != SLICE_NONE;
}

/* Events in `want` by LF: seconds and ms of the time, stream, level, first source line, message
 * with its line ends as " / ". */
static const struct {
    const char *name, *format, *input, *want;
} rows[] = {
    { "empty", "text", "", "" },
    { "plain", "text", "one\ntwo\r\n  more\nthree", "|||1|one\n|||2|two /   more\n|||4|three\n" },
    { "tail", "aws-logs-tail",
      T0 "ERROR:    Startup failed.\n" T1 "Traceback (most recent call last):\n" T1
         "  File \"/app/main.py\", line 12\n" T1 "KeyError: 'DB'\n" T1 "INFO:     next\n",
      EV "error|1|ERROR:    Startup failed. / Traceback (most recent call last): /   File "
         "\"/app/main.py\", line 12 / KeyError: 'DB'\n12.124|ecs/app/" TASK
         "|info|5|INFO:     next\n" },
    { "tail, message of several lines", "aws-logs-tail",
      T0 "first\nsecond, unindented\n\nfourth\n" T1 "next\n",
      EV "|1|first / second, unindented /  / fourth\n12.124|ecs/app/" TASK "||5|next\n" },
    { "tail, colours", "aws-logs-tail",
      "\033[32m2025-10-01T14:45:12.123000+00:00\033[0m \033[36mecs/app/" TASK
      "\033[0m \033[31mERROR\033[0m: x\n",
      EV "error|1|ERROR: x\n" },
    { "tail json", "aws-logs-tail",
      T0 "\n{\n    \"level\": \"error\",\n    \"msg\": \"connect ECONNREFUSED\",\n    \"err\": {\n "
         "       "
         "\"code\": 7\n    }\n}\n" T1 "text\n",
      EV "error|2|connect ECONNREFUSED / err.code=7 / { /     \"level\": \"error\", /     \"msg\": "
         "\"connect ECONNREFUSED\", /     \"err\": { /         \"code\": 7 /     } / "
         "}\n12.124|ecs/app/" TASK "||9|text\n" },
    { "tail json, number", "aws-logs-tail", T0 "\n42\n" T1 "\n", EV "|2|42\n" },
    { "tail short", "aws-logs-tail-short", "2025-10-01T14:45:12 ERROR: x\n2025-10-01T14:45:13 y\n",
      "12.000||error|1|ERROR: x\n13.000|||2|y\n" },
    { "s3 with the program's own time", "s3-export",
      "2025-10-01T14:45:12.123Z 2025-10-01 14:45:12,001 ERROR x\n2025-10-01T14:45:12.124Z y\n",
      "12.123||error|1|2025-10-01 14:45:12,001 ERROR x\n12.124|||2|y\n" },
    { "compose", "docker-compose",
      "Attaching to api-1, web-1\napi-1  | ERROR: x\nweb-1  | INFO: w\napi-1  |   indented\nweb-1  "
      "| \n",
      "||info|3|INFO: w\n|||1|Attaching to api-1, web-1\n||error|2|ERROR: x /   indented\n" },
    { "compose -t", "docker-compose", "api-1  | 2025-10-01T14:45:12.123456789Z INFO x\n",
      "12.123||info|1|INFO x\n" },
    { "cri", "cri",
      "2025-10-01T14:45:12.123456789Z stdout P half \n2025-10-01T14:45:12.123456789Z stderr F "
      "oops\n"
      "2025-10-01T14:45:12.123456789Z stdout F whole\n",
      "12.123|stderr||2|oops\n12.123|stdout||1|half whole\n" },
    { "docker json-file", "docker-json-file",
      "{\"log\":\"half \",\"stream\":\"stdout\",\"time\":\"2025-10-01T14:45:12.123Z\"}\n"
      "{\"log\":\"\\u001b[31mwhole\\n\",\"stream\":\"stdout\",\"time\":\"2025-10-01T14:45:12."
      "123Z\"}\n"
      "{\"log\":\"{\\\"msg\\\":\\\"in\\\",\\\"level\\\":50}\\n\",\"stream\":\"stdout\",\"time\":"
      "\"2025-10-01T14:"
      "45:12.123Z\"}\n",
      "12.123|stdout||1|half whole\n12.123|stdout|error|3|in / "
      "{\"msg\":\"in\",\"level\":50}\n" },
    { "firelens behind tail", "aws-logs-tail",
      T0 "{\"container_id\":\"c\",\"container_name\":\"app\",\"source\":\"stderr\",\"log\":\"ERROR:"
         " x\"}\n",
      EV "error|1|ERROR: x\n" },
    { "json lines", "json-lines",
      "{\"level\":30,\"time\":1759329912123,\"msg\":\"up\"}\n{\"level\":50,\"time\":1759329912124,"
      "\"msg\":\"boom\"}\n",
      "12.123||info|1|up / {\"level\":30,\"time\":1759329912123,\"msg\":\"up\"}\n"
      "12.124||error|2|boom / {\"level\":50,\"time\":1759329912124,\"msg\":\"boom\"}\n" },
    { "json between lines with times", "s3-export",
      "2025-10-01T14:45:12.123Z INFO x\n{\"level\":\"error\",\"message\":\"boom\"}\n"
      "2025-10-01T14:45:12.124Z INFO y\n{\"a\":1}\n",
      "12.123||info|1|INFO x\n12.123||error|2|boom / "
      "{\"level\":\"error\",\"message\":\"boom\"}\n12.124||info|3|INFO y / {\"a\":1}\n" },
    { "broken json", "text", "{\"level\":30,\"msg\":\"u\nnext\n",
      "|||1|{\"level\":30,\"msg\":\"u\n|||2|next\n" },
    { "console csv", "cloudwatch-csv",
      "timestamp,message,logStreamName\n1759329912123,\"ERROR:    could not parse "
      "\"\"URL\"\"\",a/b\n"
      "1759329912123,goroutine 1 [running]:,a/b\n1759329912123,main.main(),a/b\n"
      "1759329912124,\"two\nlines\n\",a/b\n\n1759329912125,last,c/d",
      "12.123|a/b|error|2|ERROR:    could not parse \"URL\" / goroutine 1 [running]: / "
      "main.main()\n12.124|a/b||5|two / lines\n12.125|c/d||9|last\n" },
    { "csv, then text", "cloudwatch-csv",
      "timestamp,message\n1759329912123,x\n1759329912124,y\nplain,text\n",
      "12.123|||2|x\n12.124|||3|y\n|||4|plain,text\n" },
    { "csv, quote not closed", "text", "timestamp,message\n1759329912123,\"x\ny\n",
      "|||2|1759329912123,\"x\n|||3|y\n" },
    { "insights csv", "insights-csv",
      "@timestamp,@message,@logStream,@log\n2025-10-01 "
      "14:45:12.123,\"{\"\"level\"\":\"\"error\"\",\"\"msg\"\":\"\"boom\"\"}\",s/1,1:/g\n",
      "12.123|s/1|error|2|boom / {\"level\":\"error\",\"msg\":\"boom\"}\n" },
    { "codebuild", "text",
      "[Container] 2025/10/01 14:45:10.120394 Running command x\ndenied: User\nmore output\n",
      "10.120|||1|Running command x\n|||2|denied: User\n|||3|more output\n" },
    { "buildkit and terraform", "buildkit",
      "#12 3.118 \xE2\x95\xB7\n#12 3.118 \xE2\x94\x82 Error: x\n#12 3.118 \xE2\x94\x82 \n#12 3.118 "
      "\xE2\x94\x82   "
      "with y\n#12 3.119 \xE2\x95\xB5\n#12 3.120 next\n",
      "|#12|error|2|Error: x /  /   with y\n|#12||6|next\n" },
    { "postgresql behind another time", "s3-export",
      "2025-10-01T14:45:12.000Z 2025-10-01 14:45:12 UTC:10.0.3.17(4):a@b:[11]:FATAL:  x\n"
      "2025-10-01T14:45:12.000Z 2025-10-01 14:45:12 UTC:10.0.3.17(4):a@b:[11]:STATEMENT:  y\n",
      "12.000||fatal|1|2025-10-01 14:45:12 UTC:10.0.3.17(4):a@b:[11]:FATAL:  x / 2025-10-01 "
      "14:45:12 "
      "UTC:10.0.3.17(4):a@b:[11]:STATEMENT:  y\n" },
    { "syslog level and year", "syslog-bsd",
      "<30>1 2025-10-01T14:45:11Z h a - - - x\n<11>Oct  1 14:45:12 h app[1]: msg\n<14>Oct  1 "
      "14:45:13 h app[1]: msg\n",
      "12.000|app[1]|error|2|msg\n11.000|a|info|1|x\n13.000|app[1]|info|3|msg\n" },
    { "lone CR", "text", "Error: x\r    at f (a.js:1:2)\rdone\nnext\n",
      "||error|1|Error: x /     at f (a.js:1:2) / done\n|||2|next\n" },
    { "marks in mid-stream", "text",
      "a\n\xEF\xBB\xBF"
      "b\n",
      "|||1|a\n|||2|b\n" },
    { "before a document", "text", "noise\n{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[]}\n",
      "|||1|noise\n" },
    { "a time on a line of its own", "text",
      "2025-10-01T16:45:12.123+02:00\nERROR: x\n  more\n2025-10-01T14:45:13Z\n\ny\nz\n",
      "12.123||error|2|ERROR: x /   more\n13.000|||6|y\n|||7|z\n" },
    { "github, gh run view", "gh-run-log",
      "build\tTest\t\xEF\xBB\xBF"
      "2025-10-01T14:45:12.1234567Z ##[error]x\n"
      "build\tTest\t2025-10-01T14:45:13.1234567Z ok\n",
      "12.123|build|error|1|##[error]x\n13.123|build||2|ok\n" },
    { "gitlab", "gitlab",
      "2026-09-11T11:17:01.000000Z 00O section_start:1:a\r\033[0K\n"
      "2026-09-11T11:17:01.000000Z 00O+\033[0K\033[36;1mPreparing\033[0;m\n"
      "2026-09-11T11:17:02.000000Z 01E ERROR: ha\n2026-09-11T11:17:02.000000Z 00O other\n"
      "2026-09-11T11:17:02.000000Z 01E+lf\n",
      "01.000|00O||2|Preparing\n02.000|00O||4|other\n02.000|01E|error|3|ERROR: half\n" },
    { "kubernetes", "kubernetes-events",
      "Events:\n  Type     Reason     Age   From     Message\n"
      "  Warning  Unhealthy  2m    kubelet  Readiness probe failed\n"
      "  Normal   Pulled     1m    kubelet  ok\n",
      "|||1|Events: /   Type     Reason     Age   From     Message\n||warn|3|Warning  Unhealthy  "
      "2m    kubelet  Readiness probe failed\n||info|4|Normal   Pulled     1m    kubelet  ok\n" },
    { "buildkit excerpt", "text",
      "------\n > [4/6] RUN x:\n0.512 Traceback (most recent call last):\n0.512   File \"a\"\n"
      "0.513 KeyError: 'DB'\n------\n",
      "|||1|------ /  > [4/6] RUN x:\n||error|3|Traceback (most recent call last): /   File \"a\" "
      "/ KeyError: 'DB'\n|||6|------\n" },
    { "yaml", "aws-yaml",
      "events:\n- eventId: '1'\n  logStreamName: s\n  message: \"ERROR: a\\n  b\"\n  timestamp: "
      "1759329912123\n- eventId: '2'\n  logStreamName: s\n  message: two\n  timestamp: "
      "1759329912124\nsearchedLogStreams: []\n",
      "12.123|s|error|4|ERROR: a /   b\n12.124|s||8|two\n" },
    { "yaml-stream, cut", "aws-yaml",
      "- events:\n  - eventId: '1'\n    message: one\n    timestamp: 1759329912123\n  - "
      "eventId: '2'\n    message: \"tw",
      "12.123|||3|one\n|||6|tw\n" },
    { "journal export", "journal-export",
      "__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1759329912123000\nPRIORITY=4\n"
      "SYSLOG_IDENTIFIER=app\nMESSAGE=one\n\n__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP="
      "1759329912124000\nMESSAGE=two\n",
      "12.123|app|warn|5|one\n12.124|||9|two\n" },
    { "insights csv, newest first", "insights-csv",
      "@timestamp,@message\n2025-10-01 14:45:15.000,INFO: after\n2025-10-01 14:45:13.001,KeyError: "
      "'DB'\n2025-10-01 14:45:13.000,\"  File \"\"a\"\"\"\n2025-10-01 14:45:13.000,Traceback "
      "(most recent call last):\n2025-10-01 14:45:10.000,INFO: before\n",
      "15.000||info|2|INFO: after\n13.000||error|5|Traceback (most recent call last): /   File "
      "\"a\" / KeyError: 'DB'\n10.000||info|6|INFO: before\n" },
    { "wrapped", "text",
      "AggregateError [ECONNR\nEFUSED]\nconnect ECONNREFUSED 1\n27.0.0.1:5432\n"
      "listening on port 3000\n0\n\033[32mok\033[0m\nthe server was not fou\nnd at all\n",
      "||error|1|AggregateError [ECONNREFUSED]\n|||3|connect ECONNREFUSED 127.0.0.1:5432\n|||5|"
      "listening on port 30000\n|||7|ok\n|||8|the server was not found at all\n" },
    { "powershell", "uvicorn",
      "docker :   File \"/usr/local/lib/pyt\nhon3.11/lib/a.py\", line 1, in f\nAt line:1 char:1\n+ "
      "docker logs api\n+ ~~~~~~~~~~~~~~~\n    + CategoryInfo          : NotS \n   pecified: "
      "(x:String) [], R    \n emoteException\n    + FullyQualifiedErrorId : Nat \n   "
      "iveCommandError\n \n    x()\nKeyError: \n'DATABASE_CONNECTION_STRING'\nINFO:     ok\n",
      "||error|1|  File \"/usr/local/lib/python3.11/lib/a.py\", line 1, in f /     x() / KeyError: "
      "'DATABASE_CONNECTION_STRING'\n||info|15|INFO:     ok\n" },
    { "trace that begins in the middle", "text",
      "    at a.b.C.m(F.java:1)\n    at a.b.C.n(F.java:2)\nCaused by: x.YException: boom\n"
      "INFO: next\n",
      "||error|1|    at a.b.C.m(F.java:1) /     at a.b.C.n(F.java:2) / Caused by: x.YException: "
      "boom\n||info|4|INFO: next\n" },
    { "klog", "klog",
      "I1127 10:00:00.000000       1 server.go:42] starting\nE1127 10:00:01.123456       1 "
      "reflector.go:147] failed to list *v1.Pod: connection refused\nF1127 10:00:02.000000       1 "
      "main.go:10] boom\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1\n",
      "||info|1|I1127 10:00:00.000000       1 server.go:42] starting\n||error|2|E1127 "
      "10:00:01.123456       1 reflector.go:147] failed to list *v1.Pod: connection "
      "refused\n||fatal|3|F1127 10:00:02.000000       1 main.go:10] boom / goroutine 1 [running]: "
      "/ main.main() / \t/app/main.go:10 +0x1\n" },
    { "ruby", "ruby-logger",
      "I, [2026-11-26T10:00:00.123456 #1]  INFO -- : Started GET \"/\"\nF, "
      "[2026-11-26T10:00:01.123456 #1] FATAL -- : [f3c1] NoMethodError (undefined method x):\nF, "
      "[2026-11-26T10:00:01.123460 #1] FATAL -- : [f3c1]   \nF, [2026-11-26T10:00:01.123466 #1] "
      "FATAL -- : [f3c1] app/controllers/a.rb:5:in `index'\nF, [2026-11-26T10:00:01.123469 #1] "
      "FATAL -- : [f3c1] app/controllers/b.rb:5:in `call'\nI, [2026-11-26T10:00:02.123456 #1]  "
      "INFO -- : next\n",
      "00.123||info|1|I, [2026-11-26T10:00:00.123456 #1]  INFO -- : Started GET "
      "\"/\"\n01.123||fatal|2|F, [2026-11-26T10:00:01.123456 #1] FATAL -- : [f3c1] NoMethodError "
      "(undefined method x): /  / app/controllers/a.rb:5:in `index' / app/controllers/b.rb:5:in "
      "`call'\n02.123||info|6|I, [2026-11-26T10:00:02.123456 #1]  INFO -- : next\n" },
    { "ruby, the exception below", "ruby-logger",
      "I, [2026-11-26T10:00:00.123456 #1]  INFO -- : Completed 500\nF, "
      "[2026-11-26T10:00:01.123456 #1] FATAL -- : \nNoMethodError (undefined method x):\n"
      "  app/controllers/a.rb:5:in `index'\n  app/controllers/b.rb:5:in `call'\nI, "
      "[2026-11-26T10:00:02.123456 #1]  INFO -- : \nnext\n",
      "00.123||info|1|I, [2026-11-26T10:00:00.123456 #1]  INFO -- : Completed 500\n"
      "01.123||fatal|3|NoMethodError (undefined method x): /   app/controllers/a.rb:5:in `index' / "
      "  app/controllers/b.rb:5:in `call'\n|||7|next\n" },
    { "ruby, the exception below with its tag", "ruby-logger",
      "I, [2026-11-26T10:00:00.123456 #1]  INFO -- : [f3c1] Completed 500\nF, "
      "[2026-11-26T10:00:01.123456 #1] FATAL -- : [f3c1]   \n[f3c1] NoMethodError (undefined "
      "method x):\nI, [2026-11-26T10:00:02.123456 #1]  INFO -- : next\n",
      "00.123||info|1|I, [2026-11-26T10:00:00.123456 #1]  INFO -- : [f3c1] Completed 500\n"
      "01.123||fatal|3|[f3c1] NoMethodError (undefined method x):\n"
      "02.123||info|4|I, [2026-11-26T10:00:02.123456 #1]  INFO -- : next\n" },
    { "php-fpm", "php-fpm",
      "[26-Nov-2026 10:00:00] NOTICE: fpm is running, pid 1\n[26-Nov-2026 10:00:01] WARNING: [pool "
      "www] child 7 said into stderr: \"NOTICE: PHP message: PHP Fatal error:  Uncaught "
      "PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/a.php:3\"\n[26-Nov-2026 "
      "10:00:01] WARNING: [pool www] child 7 said into stderr: \"Stack trace:\"\n[26-Nov-2026 "
      "10:00:01] WARNING: [pool www] child 7 said into stderr: \"#0 /app/a.php(3): "
      "PDO->__construct()\"\n[26-Nov-2026 10:00:01] WARNING: [pool www] child 7 said into stderr: "
      "\"#1 {main}\"\n[26-Nov-2026 10:00:01] WARNING: [pool www] child 7 said into stderr: \"  "
      "thrown in /app/a.php on line 3\"\n[26-Nov-2026 10:00:05] WARNING: [pool www] server reached "
      "pm.max_children setting (5), consider raising it\n",
      "00.000||info|1|NOTICE: fpm is running, pid 1\n01.000||fatal|2|PHP Fatal error:  Uncaught "
      "PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/a.php:3 / Stack trace: / #0 "
      "/app/a.php(3): PDO->__construct() / #1 {main} /   thrown in /app/a.php on line "
      "3\n05.000||warn|7|WARNING: [pool www] server reached pm.max_children setting (5), consider "
      "raising it\n" },
    { "php-error-log", "php-error-log",
      "[26-Nov-2026 10:00:01 UTC] PHP Fatal error:  Uncaught Exception: x in /app/a.php:3\nStack "
      "trace:\n#0 {main}\n  thrown in /app/a.php on line 3\n[26-Nov-2026 10:00:05 Europe/Berlin] "
      "PHP Warning:  foo in /a.php on line 2\n",
      "01.000||fatal|1|PHP Fatal error:  Uncaught Exception: x in /app/a.php:3 / Stack trace: / #0 "
      "{main} /   thrown in /app/a.php on line 3\n05.000||warn|5|PHP Warning:  foo in /a.php on "
      "line 2\n" },
    { "dotnet", "dotnet-console",
      "info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:8080\nfail: "
      "Microsoft.AspNetCore.Server.Kestrel[13]\n      Connection id \"0HM\", Request id \"0HM:1\": "
      "An unhandled exception was thrown by the application.\n      "
      "System.InvalidOperationException: boom\n         at A.B.C() in /src/a.cs:line 3\n         "
      "--- End of inner exception stack trace ---\nwarn: X.Y[0]\n      careful\n",
      "||info|1|info: Microsoft.Hosting.Lifetime[14] /       Now listening on: "
      "http://[::]:8080\n||error|3|fail: Microsoft.AspNetCore.Server.Kestrel[13] /       "
      "Connection id \"0HM\", Request id \"0HM:1\": An unhandled exception was thrown by the "
      "application. /       System.InvalidOperationException: boom /          at A.B.C() in "
      "/src/a.cs:line 3 /          --- End of inner exception stack trace ---\n||warn|8|warn: "
      "X.Y[0] /       careful\n" },
    { "java-util-logging", "java-util-logging",
      "Oct 01, 2025 2:45:12 PM com.x.App start\nSEVERE: boom\njava.lang.IllegalStateException: "
      "boom\n\tat a.b.C.m(F.java:1)\nOct 01, 2025 2:45:13 PM com.x.App stop\nINFO: bye\n",
      "12.000||error|1|Oct 01, 2025 2:45:12 PM com.x.App start / SEVERE: boom / "
      "java.lang.IllegalStateException: boom / \tat a.b.C.m(F.java:1)\n13.000||info|5|Oct 01, 2025 "
      "2:45:13 PM com.x.App stop / INFO: bye\n" },
    { "cdk", "cdk",
      "checkout: deploying... [1/1]\ncheckout |  0/12 | 4:45:12 PM | UPDATE_IN_PROGRESS      | "
      "AWS::CloudFormation::Stack | checkout User Initiated\ncheckout |  3/12 | 4:47:40 PM | "
      "UPDATE_FAILED           | AWS::ECS::Service          | checkout/Api/Service "
      "(ApiService4B1D77E2) Resource handler returned message: "
      "\"x\"\n\t/app/lib/checkout-stack.ts:31:5\n\t\\_ /app/bin/app.ts:12:1\n 3/12 Currently in "
      "progress: ApiService4B1D77E2\ncheckout |  4/12 | 4:47:50\342\200\257PM | DELETE_FAILED "
      "(skipped) | AWS::ECS::Service | x\n\nFailed resources:\ncheckout | 4:47:40 PM | "
      "UPDATE_FAILED           | AWS::ECS::Service          | checkout/Api/Service "
      "(ApiService4B1D77E2) no\n",
      "|||1|checkout: deploying... [1/1]\n||info|2|checkout |  0/12 | 4:45:12 PM | "
      "UPDATE_IN_PROGRESS      | AWS::CloudFormation::Stack | checkout User "
      "Initiated\n||error|3|checkout |  3/12 | 4:47:40 PM | UPDATE_FAILED           | "
      "AWS::ECS::Service          | checkout/Api/Service (ApiService4B1D77E2) Resource handler "
      "returned message: \"x\" / \t/app/lib/checkout-stack.ts:31:5 / \t\\_ "
      "/app/bin/app.ts:12:1\n|||6| 3/12 Currently in progress: "
      "ApiService4B1D77E2\n||info|7|checkout |  4/12 | 4:47:50\342\200\257PM | DELETE_FAILED "
      "(skipped) | AWS::ECS::Service | x\n|||9|Failed resources:\n||error|10|checkout | 4:47:40 PM "
      "| UPDATE_FAILED           | AWS::ECS::Service          | checkout/Api/Service "
      "(ApiService4B1D77E2) no\n" },
    { "vercel", "clock",
      "[16:50:28.914] Running build in Washington, D.C., USA (East)\n[16:50:33.786] Vercel CLI "
      "46.0.3\n[16:50:34.095] Warning: Detected \"engines\"\n[16:50:35.095] Error: Cannot find "
      "module x\n[16:50:35.095]     at f (/vercel/path0/a.js:1:2)\n[16:50:36.095] Error: Command "
      "\"npm run build\" exited with 1\n",
      "|||1|Running build in Washington, D.C., USA (East)\n|||2|Vercel CLI "
      "46.0.3\n||warn|3|Warning: Detected \"engines\"\n||error|4|Error: Cannot find module x /     "
      "at f (/vercel/path0/a.js:1:2)\n||error|6|Error: Command \"npm run build\" exited with 1\n" },
    { "render, downloaded", "render",
      "2026-05-02T19:49:36.634438701Z [nexus] running migrations\n2026-05-02T19:49:38.862347776Z "
      "INFO  [alembic.runtime.migration] Context impl "
      "PostgresqlImpl.\n2026-05-02T19:49:39.86234777Z Traceback (most recent call "
      "last):\n2026-05-02T19:49:39.862347795Z   File \"/a.py\", line 1, in "
      "<module>\n2026-05-02T19:49:39.8623478Z KeyError: x\n2026-05-02T19:49:40.307487351Z ==> "
      "Exited with status 1\n",
      "36.634|||1|[nexus] running migrations\n38.862||info|2|INFO  [alembic.runtime.migration] "
      "Context impl PostgresqlImpl.\n39.862||error|3|Traceback (most recent call last): /   File "
      "\"/a.py\", line 1, in <module> / KeyError: x\n40.307|||6|==> Exited with status 1\n" },
    { "render, copied", "render",
      "Dec 9 03:03:10 PM  ==> Deploying...\nDec 9 03:03:12 PM  Error: boom\nDec 9 03:03:12 PM      "
      "at f (a.js:1:2)\nDec 9 03:03:15 PM  ==> Exited with status 1\n",
      "|||1|==> Deploying...\n||error|2|Error: boom /     at f (a.js:1:2)\n|||4|==> Exited with "
      "status 1\n" },
    { "render, live", "render",
      "11:47:15 PM [gqjw9] FATAL: Cannot connect to PostgreSQL\n11:47:16 PM ==> Exited with status "
      "1\n11:47:21 PM [gqjw9] > node src/index.js\n",
      "|gqjw9|fatal|1|FATAL: Cannot connect to PostgreSQL\n|||2|==> Exited with status "
      "1\n|gqjw9||3|> node src/index.js\n" },
    { "lambda", "lambda",
      "START RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35 Version: "
      "$LATEST\n2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tERROR\tboom\n    "
      "at f "
      "(a.js:1:2)\n[ERROR]\t2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-"
      "2e19c07d8b35\tboom\nEND RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\nREPORT RequestId: "
      "5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tDuration: 26.73 ms\n",
      "|||1|START RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35 Version: "
      "$LATEST\n12.123||error|2|2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-"
      "2e19c07d8b35\tERROR\tboom /     at f "
      "(a.js:1:2)\n12.123||error|4|[ERROR]\t2025-10-01T14:45:12.123Z\t5d3f9a10-7c2e-4b81-a6f4-"
      "2e19c07d8b35\tboom\n|||5|END RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\n|||6|REPORT "
      "RequestId: 5d3f9a10-7c2e-4b81-a6f4-2e19c07d8b35\tDuration: 26.73 ms\n" },
    { "postgresql", "postgresql",
      "2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:ERROR:  duplicate key "
      "value\n2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:DETAIL:  Key (id)=(1) "
      "already exists.\n2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:STATEMENT:  "
      "INSERT\n\tINTO x\n2025-10-01 14:45:13 UTC::@:[402]:LOG:  checkpoint starting: time\n",
      "12.000||error|1|2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:ERROR:  "
      "duplicate key value / 2025-10-01 14:45:12 UTC:10.0.3.17(48122):app@appdb:[11942]:DETAIL:  "
      "Key (id)=(1) already exists. / 2025-10-01 14:45:12 "
      "UTC:10.0.3.17(48122):app@appdb:[11942]:STATEMENT:  INSERT / \tINTO "
      "x\n13.000||info|5|2025-10-01 14:45:13 UTC::@:[402]:LOG:  checkpoint starting: time\n" },
    { "nginx", "nginx-error",
      "2025/10/01 14:45:12 [error] 7#7: *1 connect() failed (111: Connection refused) while "
      "connecting to upstream\n10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] \"GET / HTTP/1.1\" 502 "
      "157 \"-\" \"curl\"\n",
      "12.000||error|1|2025/10/01 14:45:12 [error] 7#7: *1 connect() failed (111: Connection "
      "refused) while connecting to upstream\n12.000|||2|10.0.1.5 - - [01/Oct/2025:14:45:12 +0000] "
      "\"GET / HTTP/1.1\" 502 157 \"-\" \"curl\"\n" },
    { "spring", "spring-boot",
      "2025-10-01T14:45:12.123Z ERROR 1 --- [checkout-api] [           main] "
      "o.s.boot.SpringApplication               : Application run "
      "failed\n\njava.lang.IllegalStateException: boom\n\tat "
      "a.b.C(D.java:1)\n2025-10-01T14:45:13.123Z  INFO 1 --- [           main] o.s.b.S : ok\n",
      "12.123||error|1|2025-10-01T14:45:12.123Z ERROR 1 --- [checkout-api] [           main] "
      "o.s.boot.SpringApplication               : Application run failed /  / "
      "java.lang.IllegalStateException: boom / \tat "
      "a.b.C(D.java:1)\n13.123||info|5|2025-10-01T14:45:13.123Z  INFO 1 --- [           main] "
      "o.s.b.S : ok\n" },
    { "apache", "apache-error",
      "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6\n[Sun Dec 04 "
      "04:51:08 2005] [notice] jk2_init() Found child 6725\n",
      "44.000||error|1|[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state "
      "6\n08.000||info|2|[Sun Dec 04 04:51:08 2005] [notice] jk2_init() Found child 6725\n" },
    { "tail json, under an open trace", "aws-logs-tail",
      T0 "Traceback (most recent call last):\n" T0 "  File \"a\"\n" T1
         "\n{\n    \"msg\": \"x\"\n}\n",
      EV "error|1|Traceback (most recent call last): /   File \"a\"\n12.124|ecs/app/" TASK
         "||4|x / { /     \"msg\": \"x\" / }\n" },
    { "text output, messages of several lines", "aws-text",
      "b/39234567890123456789012345678901234567890123456789012345\tf/39234\n"
      "EVENTS\t1759329914001\tERROR: a\nb\t1759329912123\n"
      "EVENTS\t1759329999001\tc\n\td\te\n\t1759329912124\nEVENTS\t1759329999001\tlast\t175932991212"
      "5\n",
      "12.123||error|2|ERROR: a / b\n12.124|||4|c / \td\te\n12.125|||7|last\n" },
    { "table output", "aws-table",
      "||  0 |  1759329999001 |  s |  ERROR: a\nb\n   |  1759329912123  ||\n"
      "||  1 |  1759329999001 |  s |  last  |  1759329912124  ||\n|+--+|\n",
      "12.123|s|error|1|ERROR: a / b\n12.124|s||4|last\n" },
    { "insights text, newest first", "insights-text",
      "Complete\nRESULTS\t@timestamp\t2025-10-01 14:45:15.000\nRESULTS\t@message\tINFO: after\n"
      "RESULTS\t@timestamp\t2025-10-01 14:45:13.001\nRESULTS\t@message\tKeyError: 'DB'\n"
      "RESULTS\t@ptr\tCmE\nRESULTS\t@timestamp\t2025-10-01 14:45:13.000\n"
      "RESULTS\t@message\t  File \"a\"\nRESULTS\t@timestamp\t2025-10-01 14:45:13.000\n"
      "RESULTS\t@message\tTraceback (most recent call last):\nRESULTS\t@timestamp\t2025-10-01 "
      "14:45:10.000\nRESULTS\t@message\tINFO: before\nand\tmore\nRESULTS\t@logStream\ta/b\n"
      "RESULTS\t@log\t123:/g\nSTATISTICS\t7.0\t1.0\t5.0\nplain\n",
      "|||1|Complete\n15.000||info|3|INFO: after\n13.000||error|10|Traceback (most recent call "
      "last): "
      "/   File \"a\" / KeyError: 'DB'\n10.000|a/b|info|12|INFO: before / "
      "and\tmore\n|||17|plain\n" },
    { "insights text without messages", "text",
      "RESULTS\tbin(5m)\t2025-10-01 14:45:15.000\nRESULTS\tcount(*)\t7\n",
      "|||1|RESULTS\tbin(5m)\t2025-10-01 14:45:15.000\n|||2|RESULTS\tcount(*)\t7\n" },
    { "yaml of an old server", "aws-yaml",
      "events:\n- message: one\n  timestamp: 1759329912123\nsearchedLogStreams:\n- logStreamName: "
      "s\n"
      "  searchedCompletely: true\n",
      "12.123|||2|one\n" },
    { "tail text output", "aws-text", "EVENTS\t1759329914001\tERROR: a\tb\t1759329912123\n",
      "12.123||error|1|ERROR: a\tb\n" },
};

static void add_event(struct buf *out, const struct event *e)
{
    char time[TIMESTAMP_TEXT_BYTES];
    timestamp_format(e->time_us, time);
    struct slice clock = slice_sub(slice_cstr(time), 17, 6);
    buf_printf(out, "%.*s|%.*s|%s|%d|", SLICE_ARG(clock), SLICE_ARG(e->stream),
               level_name(e->level), (int)e->lines[0].line);
    for (size_t i = 0; i < e->message.len; i++)
        if (e->message.ptr[i] == '\n')
            buf_add_cstr(out, " / ");
        else
            buf_add_byte(out, e->message.ptr[i]);
    buf_add_byte(out, '\n');
}

/* All events as text; the format's name goes to *format. */
static void read_all(struct slice input, size_t block, const char *shape, struct buf *out,
                     const char **format)
{
    const struct source_options sopts = { .block_bytes = block };
    const struct framer_options opts = { .input_format = shape };
    struct source *src = source_open_memory(input, "x", &sopts);
    struct frame_lines *f = frame_lines_new(src, &opts, TIMESTAMP_LATEST_US);
    struct event e;
    while (frame_lines_next(f, &e) == STATUS_OK) {
        assert_true(e.line_count > 0 && e.lines[0].start == 0);
        assert_true(e.offset + e.length <= input.len);
        for (size_t i = 0; i < e.line_count; i++) {
            assert_true(e.lines[i].offset >= e.offset);
            assert_true(e.lines[i].offset < e.offset + e.length);
            assert_true(e.lines[i].start <= e.message.len);
        }
        add_event(out, &e);
    }
    uint64_t events;
    *format = frame_lines_format(f, &events);
    frame_lines_free(f);
    source_close(src);
}

static void test_rows(void **state)
{
    (void)state;
    static const size_t blocks[] = { 0, 1, 2, 5, 16, 64 };
    struct buf got;
    buf_init(&got);
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t k = 0; k < COUNT(blocks); k++) {
            const char *format;
            buf_reset(&got);
            read_all(slice_cstr(rows[i].input), blocks[k], NULL, &got, &format);
            if (!slice_eq(buf_slice(&got), slice_cstr(rows[i].want)))
                fail_msg("%s, block %zu: got\n%.*s\nwant\n%s", rows[i].name, blocks[k],
                         SLICE_ARG(buf_slice(&got)), rows[i].want);
            if (strcmp(format, rows[i].format) != 0)
                fail_msg("%s: format %s", rows[i].name, format);
        }
    buf_release(&got);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Inputs put together from pieces of all rows, some bytes changed: any block size gives the same
 * events, and nothing is read past an end. */
static void test_random(void **state)
{
    (void)state;
    struct buf in, a, b;
    buf_init(&in);
    buf_init(&a);
    buf_init(&b);
    uint32_t seed = 20251001;
    for (int round = 0; round < 400; round++) {
        buf_reset(&in);
        for (uint32_t n = next_random(&seed) % 6 + 1; n > 0; n--) {
            struct slice s = slice_cstr(rows[next_random(&seed) % COUNT(rows)].input);
            size_t from = s.len ? next_random(&seed) % s.len : 0;
            buf_add(&in, round % 2 ? s : slice_sub(s, from, next_random(&seed) % 400));
        }
        for (uint32_t n = next_random(&seed) % 8; n > 0 && in.len > 0 && round % 4 == 0; n--)
            in.ptr[next_random(&seed) % in.len] = (char)next_random(&seed);
        const char *format_a, *format_b;
        buf_reset(&a);
        buf_reset(&b);
        read_all(buf_slice(&in), 0, NULL, &a, &format_a);
        read_all(buf_slice(&in), next_random(&seed) % 40 + 1, NULL, &b, &format_b);
        if (!slice_eq(buf_slice(&a), buf_slice(&b)))
            fail_msg("round %d:\n%.*s\nand\n%.*s", round, SLICE_ARG(buf_slice(&a)),
                     SLICE_ARG(buf_slice(&b)));
        assert_string_equal(format_a, format_b);
    }
    buf_release(&in);
    buf_release(&a);
    buf_release(&b);
}

/* PHP-FPM cuts what a child says at its log_limit; lines of other children come between. */
static void test_php_pieces(void **state)
{
    (void)state;
    static const char head[] =
        "[26-Nov-2026 10:00:01] WARNING: [pool www] child 7 said into stderr: \"";
    struct buf in;
    buf_init(&in);
    for (int i = 0; i < 2; i++) {
        buf_add_cstr(&in, head);
        buf_add_fill(&in, (char)('a' + i), 1022 - (sizeof head - 1));
        buf_add_cstr(&in, "\"\n");
        if (i == 0)
            buf_add_cstr(&in, "[26-Nov-2026 10:00:01] WARNING: [pool www] child 8 said into "
                              "stderr: \"other\"\n");
    }
    buf_add_cstr(&in, head);
    buf_add_cstr(&in, "end\"\n");
    struct source *src = source_open_memory(buf_slice(&in), "x", NULL);
    struct frame_lines *f = frame_lines_new(src, &no_options, TIMESTAMP_LATEST_US);
    struct event e;
    unsigned events = 0;
    while (frame_lines_next(f, &e) == STATUS_OK) {
        events++;
        if (slice_eq(e.message, SLICE("other")))
            continue;
        assert_int_equal(e.message.len, 2 * (1022 - (sizeof head - 1)) + 3);
        assert_true(slice_ends(e.message, SLICE("bbend")));
    }
    assert_int_equal(events, 2);
    assert_int_equal(frame_lines_counts(f).rejoined, 2);
    assert_int_equal(frame_lines_counts(f).unrejoinable, 0);
    frame_lines_free(f);
    source_close(src);
    buf_release(&in);
}

/* What cannot be read is told once, with its line: output in YAML, a zone; one that the transport
 * makes unneeded is not. */
static void test_zones(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        uint64_t line; /* of the warning; 0: none */
    } zones[] = {
        { "a\n2025-10-01 14:45:12.123 IST [42] FATAL:  x\n2025-10-01 14:45:12.123 IST [42] LOG:  "
          "y\n",
          2 },
        { "results:\n- - field: '@timestamp'\n- - field: 'x'\n", 2 }, /* of an AWS CLI */
        { "[01-Oct-2025 14:45:12 Africa/Cairo] PHP Fatal error:  x\n", 1 },
        { "a\nb\n2025-10-01 14:45:12 CST ERROR x\n", 3 },
        { "2025-10-01 14:45:12 CEST ERROR x\n", 0 },
        { "2025-10-01 14:45:12.123 -03 [42] FATAL:  x\n", 0 },
        { "2025-10-01 14:45:12 CSTX ERROR x\n", 0 },
        { "2025-10-01T14:45:12.123Z 2025-10-01 14:45:12 CST ERROR x\n", 0 },
        { "2025-10-01T14:45:12.123Z 2025-10-01 14:45:12 IST [42] LOG:  x\n", 0 },
    };
    for (size_t i = 0; i < COUNT(zones); i++) {
        struct source *src = source_open_memory(slice_cstr(zones[i].input), "x", NULL);
        struct frame_lines *f = frame_lines_new(src, &no_options, TIMESTAMP_LATEST_US);
        struct event e;
        while (frame_lines_next(f, &e) == STATUS_OK)
            ;
        assert_int_equal(source_warning_count(src), zones[i].line > 0);
        if (zones[i].line > 0) {
            assert_int_equal(source_warning(src, 0)->line, zones[i].line);
            assert_non_null(strstr(source_warning(src, 0)->text,
                                   zones[i].input[0] == 'r' ? "YAML" : "time zone"));
        }
        frame_lines_free(f);
        source_close(src);
    }
}

static void test_long_line(void **state)
{
    (void)state;
    struct buf in;
    buf_init(&in);
    buf_add_cstr(&in, "first\n");
    buf_add_fill(&in, 'x', 3 * 1024 * 1024);
    buf_add_cstr(&in, "\nlast\n");
    static const size_t blocks[] = { 0, 1000, 65536 };
    for (size_t i = 0; i < COUNT(blocks); i++) {
        const struct source_options sopts = { .block_bytes = blocks[i] };
        struct source *src = source_open_memory(buf_slice(&in), "x", &sopts);
        struct frame_lines *f = frame_lines_new(src, &no_options, TIMESTAMP_LATEST_US);
        struct event e;
        assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
        assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
        assert_true(e.message.len > EVENT_BYTES_MAX / 2 && e.message.len <= EVENT_BYTES_MAX);
        assert_int_equal(e.lines[0].line, 2);
        assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
        assert_true(slice_eq(e.message, SLICE("last")));
        assert_int_equal(e.lines[0].line, 3);
        assert_int_equal(frame_lines_next(f, &e), STATUS_END);
        assert_true(source_damaged(src));
        assert_int_equal(source_warning_count(src), 1);
        assert_int_equal(source_warning(src, 0)->line, 2);
        frame_lines_free(f);
        source_close(src);
    }
    buf_release(&in);
}

static void test_forced(void **state)
{
    (void)state;
    struct buf got;
    const char *format;
    buf_init(&got);
    read_all(SLICE(T0 "x\n"), 0, "text", &got, &format);
    assert_true(slice_eq(buf_slice(&got), SLICE("12.123|||1|" T0 "x\n")));
    buf_reset(&got);
    read_all(SLICE("web-1  | 2025-10-01T14:45:12 x\n2025-10-01T14:45:12 y\n"), 0,
             "aws-logs-tail-short", &got, &format);
    assert_string_equal(format, "aws-logs-tail-short");
    buf_release(&got);
}

/* A line at which a document begins is left for the document half. */
static void test_document(void **state)
{
    (void)state;
    struct source *src = source_open_memory(
        SLICE("noise\n{\"messageType\":\"DATA_MESSAGE\",\"logEvents\":[]}\nafter\n"), "x", NULL);
    struct frame_lines *f = frame_lines_new(src, &no_options, TIMESTAMP_LATEST_US);
    struct event e;
    assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
    assert_int_equal(frame_lines_next(f, &e), STATUS_END);
    assert_int_equal(frame_lines_next(f, &e), STATUS_END);
    assert_int_equal(source_line(src), 2);
    struct slice w = source_peek(src, 100);
    source_consume(src, slice_find_byte(w, '\n', 0) + 1);
    assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
    assert_true(slice_eq(e.message, SLICE("after")));
    assert_int_equal(frame_lines_next(f, &e), STATUS_END);
    assert_int_equal(source_peek(src, 1).len, 0);
    frame_lines_free(f);
    source_close(src);
}

/* Where the text of a line is what stands in the source, its place is that of the text; where
 * colour codes were taken out, that of the line. */
static void test_places(void **state)
{
    (void)state;
    static const struct {
        const char *input, *at[2];
    } cases[] = {
        { T0 "ERROR: x\n" T1 "  at y\n", { "ERROR", "  at y" } },
        { "api-1  | ERROR: x\napi-1  |   at y\n", { "ERROR", "  at y" } },
        { T0 "\033[31mERROR\033[0m: x\n" T1 "  at y\n", { T0, "  at y" } },
        { "ERROR: x\n  at y\n", { "ERROR", "  at y" } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct slice input = slice_cstr(cases[i].input);
        struct source *src = source_open_memory(input, "x", NULL);
        struct frame_lines *f = frame_lines_new(src, &no_options, TIMESTAMP_LATEST_US);
        struct event e;
        assert_int_equal(frame_lines_next(f, &e), STATUS_OK);
        assert_int_equal(e.line_count, 2);
        for (size_t k = 0; k < 2; k++)
            assert_true(slice_starts(slice_from(input, (size_t)e.lines[k].offset),
                                     slice_cstr(cases[i].at[k])));
        frame_lines_free(f);
        source_close(src);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_random),
        cmocka_unit_test(test_forced),     cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_php_pieces), cmocka_unit_test(test_zones),
        cmocka_unit_test(test_document),   cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

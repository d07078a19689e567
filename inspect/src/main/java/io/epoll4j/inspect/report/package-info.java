/// What was seen and found, as text for people and as JSON, and what each sickness is.
package io.epoll4j.inspect.report;

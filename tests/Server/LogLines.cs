using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Darkroom.Tests.Server;

/// <summary>Collects log lines for tests.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<(string Line, string Scopes)> _scoped = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();
    private IExternalScopeProvider? _scopes;

    public string Text => string.Join('\n', _lines);

    /// <summary>Returns the scopes of the first line with this text, one text for all of them.</summary>
    public string ScopesOf(string text) => _scoped.First(one => one.Line.Contains(text, StringComparison.Ordinal)).Scopes;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    /// <summary>Completes when a line with this text was logged.</summary>
    public Task HasAsync(string text)
    {
        var awaited = _awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Text.Contains(text, StringComparison.Ordinal))
        {
            awaited.TrySetResult();
        }

        return awaited.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private void Add(string line)
    {
        var scopes = new StringBuilder();
        _scopes?.ForEachScope(static (scope, all) => all.Append(scope).Append(' '), scopes);
        _scoped.Enqueue((line, scopes.ToString()));
        _lines.Enqueue(line);
        foreach (var (text, awaited) in _awaited)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                awaited.TrySetResult();
            }
        }
    }

    public void Dispose()
    {
    }

    private sealed class Logger(string category, LogLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}

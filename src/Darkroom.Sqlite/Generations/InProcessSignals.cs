using System.Collections.Immutable;
using System.Threading.Channels;
using Darkroom.Generations;

namespace Darkroom.Sqlite.Generations;

/// <summary>Signals within one process.</summary>
internal sealed class InProcessSignals(TimeProvider time) : IJobSignals
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImmutableArray<Subscription>> _topics = [];
    private readonly List<(string Topic, TaskCompletionSource Heard)> _waiting = [];

    public ISignalSubscription Subscribe(params IReadOnlyCollection<string> topics)
    {
        var subscription = new Subscription(this, [.. topics.Distinct()], time);
        lock (_gate)
        {
            foreach (var topic in subscription.Topics)
            {
                _topics[topic] = _topics.GetValueOrDefault(topic, []).Add(subscription);
            }

            foreach (var (_, heard) in _waiting.Where(waiting => HasListener(waiting.Topic)))
            {
                heard.TrySetResult();
            }
        }

        return subscription;
    }

    public bool HasListener(string topic)
    {
        lock (_gate)
        {
            return _topics.ContainsKey(topic) || _topics.ContainsKey(IJobSignals.Everything);
        }
    }

    public async Task WhenListeningAsync(string topic, CancellationToken cancellationToken)
    {
        var waiting = (Topic: topic, Heard: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (HasListener(topic))
            {
                return;
            }

            _waiting.Add(waiting);
        }

        try
        {
            await waiting.Heard.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.Remove(waiting);
            }
        }
    }

    public void Raise(string topic)
    {
        ImmutableArray<Subscription> listeners;
        lock (_gate)
        {
            listeners = _topics.GetValueOrDefault(topic, []);
            if (topic is not (IJobSignals.Work or IJobSignals.Cancelled or IJobSignals.Deleted or IJobSignals.Webhooks) && _topics.TryGetValue(IJobSignals.Everything, out var everywhere))
            {
                listeners = listeners.AddRange(everywhere);
            }
        }

        foreach (var listener in listeners)
        {
            listener.Wake();
        }
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            foreach (var topic in subscription.Topics)
            {
                var left = _topics.GetValueOrDefault(topic, []).Remove(subscription);
                if (left.IsEmpty)
                {
                    _topics.Remove(topic);
                }
                else
                {
                    _topics[topic] = left;
                }
            }
        }
    }

    /// <summary>Remembers at most one signal: however often a topic was raised, one read of the store is enough.</summary>
    private sealed class Subscription(InProcessSignals signals, ImmutableArray<string> topics, TimeProvider time) : ISignalSubscription
    {
        private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        public ImmutableArray<string> Topics { get; } = topics;

        public void Wake() => _raised.Writer.TryWrite(true);

        public async ValueTask<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
        {
            if (_raised.Reader.TryRead(out _))
            {
                return true;
            }

            using var timer = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                return await _raised.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose() => signals.Remove(this);
    }
}

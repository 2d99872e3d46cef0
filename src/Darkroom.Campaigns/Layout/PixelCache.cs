namespace Darkroom.Campaigns.Layout;

/// <summary>A cache with a byte limit that removes the least recently used entries first. Thread-safe.</summary>
internal sealed class PixelCache(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, LinkedListNode<(object Key, object Item, long Bytes)>> _entries = [];
    private readonly LinkedList<(object Key, object Item, long Bytes)> _byUse = [];
    private long _bytes;

    internal T? Find<T>(object key)
        where T : class
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return (T)node.Value.Item;
        }
    }

    internal void Add(object key, object item, long bytes)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key) || bytes > maxBytes / 2)
            {
                return;
            }

            _entries[key] = _byUse.AddFirst((key, item, bytes));
            _bytes += bytes;
            while (_bytes > maxBytes && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }
}

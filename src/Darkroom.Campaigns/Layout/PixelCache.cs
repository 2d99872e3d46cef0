namespace Darkroom.Campaigns.Layout;

/// <summary>What was made lately, up to a number of bytes; what was used longest ago goes first. Safe from any thread.</summary>
internal sealed class PixelCache(long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, LinkedListNode<CachedPixels>> _entries = [];
    private readonly LinkedList<CachedPixels> _byUse = [];
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

    internal void Keep(object key, object item, long bytes)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key) || bytes > maxBytes / 2)
            {
                return;
            }

            _entries[key] = _byUse.AddFirst(new CachedPixels(key, item, bytes));
            _bytes += bytes;
            while (_bytes > maxBytes && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }

    private sealed record CachedPixels(object Key, object Item, long Bytes);
}

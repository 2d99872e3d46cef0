using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>How much of a graph is done, from what ComfyUI tells of each node: nodes done, and steps of the one at work.</summary>
/// <param name="weights">How much work each node is.</param>
internal sealed class ComfyUiProgress(ImmutableDictionary<string, int> weights)
{
    private readonly double _total = Math.Max(1, weights.Values.Sum());
    private readonly HashSet<string> _done = [];
    private string? _current;
    private double _currentFraction;

    /// <summary>0 to 1; never falls.</summary>
    public double Fraction { get; private set; }

    /// <summary>These were made before and need no work.</summary>
    public void Finish(IEnumerable<string> nodes)
    {
        _done.UnionWith(nodes);
        UpdateFraction();
    }

    /// <summary>A node begins, so the one before it is done.</summary>
    public void Start(string node)
    {
        if (_current is not null && _current != node)
        {
            _done.Add(_current);
        }

        (_current, _currentFraction) = (node, _current == node ? _currentFraction : 0);
        UpdateFraction();
    }

    /// <summary>A node tells its steps.</summary>
    public void Step(string node, double value, double max)
    {
        if (max > 0)
        {
            Start(node);
            _currentFraction = Math.Clamp(value / max, 0, 1);
            UpdateFraction();
        }
    }

    /// <summary>All nodes at once, as newer versions tell.</summary>
    /// <param name="nodes">By id.</param>
    public void ReadState(JsonElement nodes)
    {
        if (nodes.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var node in nodes.EnumerateObject())
        {
            switch (node.Value.Text("state"))
            {
                case "finished":
                    Finish([node.Name]);
                    break;
                case "running" when node.Value.Number("value") is { } value && node.Value.Number("max") is { } max:
                    Step(node.Value.Text("display_node_id") ?? node.Name, value, max);
                    break;
            }
        }
    }

    private void UpdateFraction()
    {
        var done = _done.Sum(Weight) + (_current is not null && !_done.Contains(_current) ? Weight(_current) * _currentFraction : 0);
        Fraction = Math.Max(Fraction, Math.Min(1, done / _total));
    }

    private double Weight(string node) => weights.GetValueOrDefault(node);
}

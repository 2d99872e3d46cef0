using System.Collections.Immutable;
using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Computes the completed share of a graph from the finished nodes and the steps of the running one.</summary>
/// <param name="weights">The relative amount of work of each node.</param>
internal sealed class ComfyUiProgress(ImmutableDictionary<string, int> weights)
{
    private readonly double _total = Math.Max(1, weights.Values.Sum());
    private readonly HashSet<string> _done = [];
    private string? _current;
    private double _currentFraction;

    /// <summary>The completed share, 0 to 1. It never decreases.</summary>
    public double Fraction { get; private set; }

    /// <summary>Marks nodes as finished.</summary>
    public void Finish(IEnumerable<string> nodes)
    {
        _done.UnionWith(nodes);
        UpdateFraction();
    }

    /// <summary>Marks a node as running, and the previous one as finished.</summary>
    public void Start(string node)
    {
        if (_current is not null && _current != node)
        {
            _done.Add(_current);
        }

        (_current, _currentFraction) = (node, _current == node ? _currentFraction : 0);
        UpdateFraction();
    }

    /// <summary>Sets the steps of the running node.</summary>
    public void Step(string node, double value, double max)
    {
        if (max > 0)
        {
            Start(node);
            _currentFraction = Math.Clamp(value / max, 0, 1);
            UpdateFraction();
        }
    }

    /// <summary>Reads the state of all nodes, which newer versions report.</summary>
    /// <param name="nodes">The nodes by id.</param>
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

using System.Security.Cryptography;

namespace DomSec.Layers;

/// <summary>
/// What the passes over one message have learnt about its encrypted layers, by their place in the chain: the same source has the same chain in
/// every pass. Holds content keys, and only here; wiped when the walk ends (SEC-KEY-01).
/// </summary>
internal sealed class OpenedKeys : IDisposable
{
    private readonly Dictionary<int, OpenedKey> _layers = [];

    /// <summary>What is known of a layer, or null before it was met.</summary>
    public OpenedKey? Find(int index) => _layers.GetValueOrDefault(index);

    /// <summary>Notes a layer that was met, with the recipients that are ours.</summary>
    public OpenedKey Add(int index, bool[] ownRecipients)
    {
        var known = new OpenedKey { OwnRecipients = ownRecipients };
        _layers[index] = known;
        return known;
    }

    public void Dispose()
    {
        foreach (OpenedKey layer in _layers.Values)
        {
            CryptographicOperations.ZeroMemory(layer.ContentKey);
            CryptographicOperations.ZeroMemory(layer.MacKey);
        }

        _layers.Clear();
    }
}

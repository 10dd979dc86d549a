using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// CBC over pushed spans. The platform's transform keeps one cipher context for the whole message but takes arrays only, so the octets pass through two
/// pooled ones; that costs less than the one-shot calls, which set up a context each time. At least one octet stays behind until the end,
/// because the last block is the padding's.
/// </summary>
internal sealed class CbcStage : IDisposable
{
    /// <summary>The transform is as fast at 16 KiB as at any larger size, and both arrays stay in the second-level cache.</summary>
    public const int Size = 16 * 1024;

    /// <summary>Room for the padding behind a full stage.</summary>
    private const int Capacity = Size + 16;

    private readonly SymmetricAlgorithm _algorithm;
    private readonly ICryptoTransform _transform;
    private readonly byte[] _stage = ArrayPool<byte>.Shared.Rent(Capacity);
    private readonly byte[] _work = ArrayPool<byte>.Shared.Rent(Capacity);
    private bool _disposed;

    private CbcStage(SymmetricAlgorithm algorithm, ICryptoTransform transform)
    {
        _algorithm = algorithm;
        _transform = transform;
    }

    /// <summary>Octets waiting.</summary>
    public int Staged { get; private set; }

    /// <summary>Takes over the algorithm; null when the platform refuses the key (a triple DES key that degenerates to single DES).</summary>
    public static CbcStage? TryCreate(SymmetricAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, bool encrypt)
    {
        try
        {
            algorithm.Mode = CipherMode.CBC;
            algorithm.Padding = PaddingMode.None;
            algorithm.SetKey(key);
            algorithm.IV = iv.ToArray();
            return new CbcStage(algorithm, encrypt ? algorithm.CreateEncryptor() : algorithm.CreateDecryptor());
        }
        catch (CryptographicException)
        {
            algorithm.Dispose();
            return null;
        }
    }

    /// <summary>Takes octets, transforms every full stage that is surely not the last, and returns the octets written.</summary>
    public int Push(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        while (Staged + input.Length > Size)
        {
            ReadOnlySpan<byte> head = input[..(Size - Staged)];
            head.CopyTo(_stage.AsSpan(Staged));
            input = input[head.Length..];
            Staged = Size;
            ReadOnlySpan<byte> done = Drain();
            done.CopyTo(output[written..]);
            written += done.Length;
        }

        input.CopyTo(_stage.AsSpan(Staged));
        Staged += input.Length;
        return written;
    }

    /// <summary>Adds the same octet some times; only for the padding.</summary>
    public void Fill(byte octet, int count)
    {
        _stage.AsSpan(Staged, count).Fill(octet);
        Staged += count;
    }

    /// <summary>Transforms all that waits, which must be whole blocks; the result stands until the next call.</summary>
    public ReadOnlySpan<byte> Drain()
    {
        int count = Staged;
        Staged = 0;
        return count == 0 ? default : _work.AsSpan(0, _transform.TransformBlock(_stage, 0, count, _work, 0));
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _transform.Dispose();
        _algorithm.Dispose();
        CryptographicOperations.ZeroMemory(_stage.AsSpan(0, Capacity));
        CryptographicOperations.ZeroMemory(_work.AsSpan(0, Capacity));
        ArrayPool<byte>.Shared.Return(_stage);
        ArrayPool<byte>.Shared.Return(_work);
    }
}

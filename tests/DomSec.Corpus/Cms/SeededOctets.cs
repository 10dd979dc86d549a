using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Security;

namespace DomSec.Corpus.Cms;

/// <summary>Octets that look random and depend on the content alone: good for vectors and for nothing else.</summary>
internal sealed class SeededOctets(byte[] content, string label)
{
    private readonly byte[] _seed = SHA256.HashData([.. Encoding.ASCII.GetBytes(label), 0, .. content]);
    private readonly Queue<byte> _ready = new();
    private int _counter;

    public byte[] Take(int count)
    {
        while (_ready.Count < count)
        {
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, _counter++);
            foreach (byte octet in SHA256.HashData([.. _seed, .. number]))
            {
                _ready.Enqueue(octet);
            }
        }

        byte[] result = new byte[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = _ready.Dequeue();
        }

        return result;
    }
}

/// <summary>The same for a library that asks for a random number generator.</summary>
internal sealed class SeededRandom(SeededOctets source) : SecureRandom
{
    public override void NextBytes(byte[] buf) => source.Take(buf.Length).CopyTo(buf, 0);

    public override void NextBytes(byte[] buf, int off, int len) => source.Take(len).CopyTo(buf, off);

    public override void NextBytes(Span<byte> buffer) => source.Take(buffer.Length).CopyTo(buffer);
}

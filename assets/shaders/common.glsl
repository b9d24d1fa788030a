// What every stage knows. `live` is the only thing that changes each frame.
uniform mat4 p3d_ModelMatrix;
uniform mat4 p3d_ModelViewProjectionMatrix;
uniform mat4 p3d_ViewProjectionMatrix;
uniform mat4 p3d_ViewMatrix;
uniform mat4 p3d_ProjectionMatrix;
uniform mat4 p3d_ViewMatrixInverse;
uniform mat4 p3d_ProjectionMatrixInverse;
uniform vec4 live[16];  // [0]: time in s, hush 0..1, how busy the air is 0..1; [2..7]: trees shaken (x, y, when, -); others: the world's own
#define TIME live[0].x
#define HUSH live[0].y
#define BUSY live[0].z
#ifdef BREATHING
// A world that breathes: the breath 0 out..1 in, how deep the visit is 0..1, and a clock that slows as it deepens.
#define BREATH live[1].x
#define DEPTH live[1].y
#define PACE live[1].z
#else
#define BREATH 0.5
#define DEPTH 0.0
#define PACE TIME
#endif

#ifdef VERTEX
in vec4 p3d_Vertex;
in vec3 p3d_Normal;
in vec4 paint;
flat out vec3 eye;

// A headset's eye is part of the projection, not of the view. The point that a projection sends to (0, 0, z, 0) is its eye.
vec3 eyePosition() {
  vec4 e = p3d_ProjectionMatrixInverse[2];
  return (p3d_ViewMatrixInverse * vec4(e.xyz / e.w, 1.0)).xyz;
}

vec3 random3(float n) {
  return fract(sin(vec3(n, n + 1.3, n + 2.7) * vec3(12.9898, 78.233, 37.719)) * 43758.5453);
}

mat3 turned(float angle) {
  float c = cos(angle), s = sin(angle);
  return mat3(c, s, 0.0, -s, c, 0.0, 0.0, 0.0, 1.0);
}

// Directions without a place: both eyes see them alike, however far they lie apart.
vec4 atInfinity(vec3 direction) {
  vec4 c = p3d_ProjectionMatrix * vec4(mat3(p3d_ViewMatrix) * direction, 0.0);
  return vec4(c.xy, c.w * 0.999995, c.w);
}

// A place `corner` metres aside of p, square to the line of sight. It asks nothing of the view's axes and does not roll with
// the head.
vec3 facing(vec3 from, vec3 p, vec2 corner) {
  vec3 to = normalize(p - from), right = normalize(cross(to, vec3(0.0, 0.0, 1.0)));
  return p + right * corner.x + cross(right, to) * corner.y;
}

// The depth of an image in water that lies at `plane`, of what is `high` metres over it: just before the water, so that only what stands
// before the water hides it, and what is nearer to the water hides what is farther. Some millimetres, 0.1 m being the nearest drawn.
float inWater(float plane, float high) {
  float far = max(1.0 - plane, 0.0);
  return plane - 5.0 * far * far * (0.030 - 0.027 * clamp(high / 3.2, 0.0, 1.0));
}

const vec4 NOWHERE = vec4(0.0, 0.0, 2.0, 1.0);
#endif

/* The distance between two points on the Earth, as a SQL function. */
#include <math.h>

static const double EARTH_RADIUS_KM = 6371.0088;
static const double RADIANS_PER_DEGREE = 3.14159265358979323846 / 180;

__attribute__((export_name("km"))) double km(double lat1, double lon1, double lat2, double lon2) {
  double north = sin((lat2 - lat1) * RADIANS_PER_DEGREE / 2);
  double east = sin((lon2 - lon1) * RADIANS_PER_DEGREE / 2);
  double h = north * north
      + cos(lat1 * RADIANS_PER_DEGREE) * cos(lat2 * RADIANS_PER_DEGREE) * east * east;
  return 2 * EARTH_RADIUS_KM * asin(sqrt(h < 1 ? h : 1));
}
